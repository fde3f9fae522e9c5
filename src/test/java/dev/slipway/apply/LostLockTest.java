package dev.slipway.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.lock.Locks;
import dev.slipway.model.ClusterReconfiguration;
import dev.slipway.model.Desired.FolderSpec;
import dev.slipway.model.HeldLock;
import dev.slipway.model.LockHolder;
import dev.slipway.model.LockName;
import dev.slipway.model.Secret;
import dev.slipway.model.Settings;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Step;
import dev.slipway.plan.StepGraph;
import dev.slipway.port.Attendant;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.LockStore;
import dev.slipway.port.Pause;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.SqlStatements;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.sandbox.SandboxVCenter;
import dev.slipway.sequence.NodeShells;
import dev.slipway.sequence.Performers;
import dev.slipway.sequence.SequenceRunner;
import dev.slipway.template.VelocityTemplates;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run whose lock was removed or taken over begins nothing more, and leaves the other's lock. */
@Timeout(60)
class LostLockTest {
  private static final Executor.Limits ONE = new Executor.Limits(1, 1);
  private static final LockName NAME = LockName.ofBlueprint("ours");
  private static final Duration LEASE = Duration.ofSeconds(90);

  @TempDir Path folder = Path.of("");

  private final Semaphore renewals = new Semaphore(0);
  private final Pause pause = duration -> renewals.acquire();
  private SandboxAppliances appliances;
  private SandboxVCenter vcenter;
  private LockStore store;

  @BeforeEach
  void open() {
    appliances =
        SandboxAppliances.open(
            Path.of("src/test/resources/sandbox/tiny.yaml"), folder, new Diagnostics());
    vcenter = SandboxVCenter.open(folder, appliances, InstantSource.system());
    store = vcenter.locks("LON");
  }

  @AfterEach
  void close() {
    appliances.close();
  }

  @Test
  void nothingMoreIsBegun() throws Exception {
    try (Locks locks = new Locks(store, holder("anna"), pause)) {
      locks.acquire(NAME, Duration.ZERO, by -> {});
      RunResult result =
          new Executor(runner(locks), ONE, event -> afterTheFirstStep(event, locks))
              .execute(creating("first", "second"));

      assertThat(result.status()).isEqualTo(RunResult.Status.FAILED);
      assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly("lock/lost");
      assertThat(result.diagnostics())
          .extracting(Diagnostic::category)
          .containsExactly(Category.CONFLICT);
    }
    assertThat(vcenter.removeFolders("LON", "first", "slipway.blueprint", "ours")).hasSize(1);
    assertThat(vcenter.removeFolders("LON", "second", "slipway.blueprint", "ours")).isEmpty();
    assertThat(store.list()).extracting(lock -> lock.holder().user()).containsExactly("ben");
  }

  /** Somebody removes the lock, another run takes it, and the next renewal finds that out. */
  private void afterTheFirstStep(Event event, Locks locks) {
    if (!(event instanceof Event.StepDone)) {
      return;
    }
    try {
      for (HeldLock lock : store.list()) {
        store.remove(lock);
      }
      store.take(NAME, holder("ben"), LEASE);
      renewals.release();
      while (true) {
        locks.check();
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (DiagnosedException e) {
      assertThat(e.diagnostics()).extracting(Diagnostic::code).containsExactly("lock/lost");
    }
  }

  @Test
  void anEditOfTheClusterWaitsForTheOneUnderWayAndGivesItsLockUp() throws Exception {
    HeldLock theirs =
        ((LockStore.Attempt.Taken) store.take(LockName.ofCluster("mgmt-01"), holder("ben"), LEASE))
            .lock();
    List<String> notes = new ArrayList<>();
    Pause untilTheyAreDone =
        duration -> {
          if (!store.remove(theirs)) {
            renewals.acquire();
          }
        };
    try (Locks locks = new Locks(store, holder("anna"), untilTheyAreDone)) {
      RunResult result =
          new Executor(
                  runner(locks),
                  ONE,
                  event -> {
                    if (event instanceof Event.StepNoted(String step, String note)) {
                      notes.add(note);
                    }
                  })
              .execute(
                  plan(
                      new Step.ReconfigureCluster(
                          ClusterReconfiguration.settings(
                              "LON",
                              "mgmt-01",
                              Settings.NONE,
                              Settings.of(Map.of("enabled", "true")),
                              Map.of()),
                          List.of(),
                          false)));

      assertThat(result.diagnostics()).isEmpty();
    }
    assertThat(notes).containsExactly("waiting for ben@build-7 (slipway apply, process 4711)");
    assertThat(store.list()).isEmpty();
  }

  private static Plan plan(Step... steps) {
    List<StepGraph.Node> nodes = new ArrayList<>();
    for (Step step : steps) {
      nodes.add(new StepGraph.Node(step, List.of()));
    }
    return new Plan(
        Plan.Operation.APPLY, "ours", "digest", List.of(), new StepGraph(nodes), List.of());
  }

  private static Plan creating(String first, String second) {
    return plan(
        new Step.CreateFolder(new FolderSpec("LON", first), "ours"),
        new Step.CreateFolder(new FolderSpec("LON", second), "ours"));
  }

  private StepRunner runner(Locks locks) {
    return new StepRunner(
        vcenter,
        locks,
        value -> new Secret(value.display()),
        new SequenceSteps(
            "ours",
            vcenter,
            new NodeShells(
                target -> {
                  throw new IllegalStateException("nobody shall be spoken to");
                },
                address -> ShellAccess.direct("nobody", 22, null, folder.resolve("known_hosts")),
                duration -> {}),
            new SequenceRunner(
                new Performers(
                    new VelocityTemplates(),
                    (host, port, timeout) -> false,
                    request -> new HttpRequests.Response(404, Map.of(), ""),
                    statement -> new SqlStatements.Result("none", "", ""),
                    vcenter,
                    Attendant.absent()),
                value -> new Secret(value.display()),
                duration -> {}),
            secret -> {},
            duration -> {},
            null),
        new SeparationWait(vcenter, duration -> {}),
        duration -> {});
  }

  private static LockHolder holder(String user) {
    return new LockHolder("run of " + user, user, "build-7", 4711, "apply");
  }
}
