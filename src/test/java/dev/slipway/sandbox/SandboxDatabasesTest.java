package dev.slipway.sandbox;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.diag.Diagnostics;
import dev.slipway.port.SqlStatements;
import dev.slipway.port.SqlStatementsContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a script in which there is no database. */
final class SandboxDatabasesTest extends SqlStatementsContract {
  @TempDir private Path folder;
  private @Nullable SandboxAppliances appliances;

  @Override
  protected SqlStatements open() throws IOException {
    Path script = folder.resolve("sandbox.yaml");
    Files.writeString(
        script,
        """
        apiVersion: slipway/v1
        kind: SandboxAppliance
        metadata: {name: nodes}
        spec:
          address: ip
          personalities: {any: {}}
          firstPowerOn: [{remember: {state: "NULL"}}]
          ssh: {user: u, authorizedKey: k}
          sql:
            - {on: any, statement: "SELECT name, state FROM nodes WHERE name = 'a'", steps: [{print: "a\\t$self.state"}]}
            - {on: any, statement: "SELECT name, state FROM nodes WHERE name = '.*''.*'"}
            - {on: any, statement: SELECT state FROM nodes, steps: [{print: $self.state}]}
            - on: any
              statement: UPDATE nodes SET state = '(?<state>\\w+)' WHERE name = 'a'
              steps:
                - {check: $request.login, is: "sa:hunter2", otherwise: Login failed.}
                - remember: {state: $arguments.state}
                - {print: 1 rows}
        """);
    Diagnostics diagnostics = new Diagnostics();
    SandboxAppliances opened = SandboxAppliances.open(script, folder.resolve("state"), diagnostics);
    appliances = opened;
    opened.powerOn("a", Map.of("ip", "10.20.0.11"));
    return opened.databases();
  }

  @Override
  protected String url() {
    return "jdbc:postgresql://db.example/widgets";
  }

  @AfterEach
  void stop() {
    requireNonNull(appliances).close();
  }

  @Test
  void statementsAreComparedAsOneLine() throws Exception {
    assertThat(statements().execute(statement("SELECT state\n  FROM nodes;\n")).output())
        .isEqualTo("NULL\n");
  }

  @Test
  void aNodeThatNeverRanHasNone() {
    requireNonNull(appliances).remove("a");
    assertThatThrownBy(() -> statements().execute(statement("SELECT 1")))
        .hasMessageStartingWith("the sandbox has no database for a");
  }
}
