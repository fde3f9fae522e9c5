package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** A suite that leaves a method of its port out cannot pass. */
class PortCallsTest {
  @Test
  void aSuiteThatCallsEveryMethodPasses() {
    assertThat(problems(selectClass(Whole.class))).isEmpty();
  }

  @Test
  void whatIsCalledOnlyBesideTheTestsOrInVainIsMissing() {
    assertThat(problems(selectClass(Lacking.class)))
        .singleElement()
        .asString()
        .contains("methods of Port that no test of Contract calls")
        .contains("\"beside()\", \"inVain(int)\", \"neverAtAll()\", \"ofTheAdapter()\"");
  }

  @Test
  void aRunOfOneTestSaysNothing() {
    assertThat(problems(selectMethod(Lacking.class, "calls"))).isEmpty();
    assertThat(problems(selectMethod(Lacking.class, "callsInATestOfItsOwn"))).isEmpty();
  }

  private static List<String> problems(DiscoverySelector selector) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selector)
        .execute()
        .allEvents()
        .failed()
        .stream()
        .map(PortCallsTest::message)
        .toList();
  }

  private static String message(Event failed) {
    return failed
        .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
        .getThrowable()
        .map(problem -> Objects.requireNonNullElse(problem.getMessage(), ""))
        .orElse("");
  }

  /** What adapters implement. */
  interface Port {
    void called();

    void beside();

    void inVain(int number);

    void neverAtAll();

    void ofTheAdapter();

    static void notAMethodOfAdapters() {}
  }

  /** Does nothing, and one thing not even that. */
  static final class Adapter implements Port {
    @Override
    public void called() {}

    @Override
    public void beside() {}

    @Override
    public void inVain(int number) {
      if (number < 0) {
        throw new UnsupportedOperationException("not yet");
      }
    }

    @Override
    public void neverAtAll() {}

    @Override
    public void ofTheAdapter() {}
  }

  /** Calls one method, and another one in vain. */
  @ContractOf(Port.class)
  abstract static class Contract {
    Port port = new Adapter();

    @BeforeEach
    void see(PortCalls calls) {
      port = calls.seenOn(Port.class, port);
      port.beside();
    }

    @AfterEach
    void after() {
      port.beside();
    }

    @Test
    void calls() {
      port.called();
    }

    @Test
    void callsInVain() {
      try {
        port.inVain(-1);
      } catch (UnsupportedOperationException e) {
        assertThat(e).hasMessage("not yet");
      }
    }
  }

  /** Leaves most of it to the adapter's own tests, or out. */
  static final class Lacking extends Contract {
    @Test
    void callsInATestOfItsOwn() {
      port.ofTheAdapter();
    }
  }

  /** Calls all. */
  @ContractOf(Port.class)
  static final class Whole {
    private Port port = new Adapter();

    @BeforeEach
    void see(PortCalls calls) {
      port = calls.seenOn(Port.class, port);
    }

    @Test
    void callsAll() {
      port.called();
      port.beside();
      port.inVain(1);
      port.neverAtAll();
      port.ofTheAdapter();
    }
  }
}
