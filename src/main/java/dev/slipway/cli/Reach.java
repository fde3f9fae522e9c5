package dev.slipway.cli;

import dev.slipway.port.AddressResolver;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.Pause;
import dev.slipway.port.SqlStatements;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.sql.JdbcStatements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How sequences reach what is not vCenter: nodes, the servers beside them and their databases.
 *
 * @param resolver where nodes and servers are
 * @param trust lets requests trust servers that no authority vouches for
 * @param databases from the folder of more drivers, null for none
 * @param pause how sequences wait
 */
record Reach(
    AddressResolver resolver,
    UnaryOperator<HttpRequests> trust,
    Function<@Nullable Path, SqlStatements> databases,
    Pause pause) {
  private static final Duration SANDBOX_PAUSE = Duration.ofMillis(100);

  /** Everything is where it is said to be. */
  static final Reach DIRECT =
      new Reach(
          AddressResolver.direct(), UnaryOperator.identity(), JdbcStatements::new, Thread::sleep);

  /** Appliances of the sandbox answer. They need no time, so that waiting is only shown. */
  static Reach to(SandboxAppliances appliances) {
    return new Reach(
        appliances.resolver(),
        appliances::trusting,
        drivers -> appliances.databases(),
        length -> Thread.sleep(length.compareTo(SANDBOX_PAUSE) < 0 ? length : SANDBOX_PAUSE));
  }
}
