package dev.slipway.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.NodeTarget;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.port.SqlStatements.Result;
import dev.slipway.port.SqlStatements.Statement;
import dev.slipway.testing.ContractOf;
import dev.slipway.testing.PortCalls;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link SqlStatements} does. There is a table {@code nodes} with the texts {@code name}
 * and {@code state}, and in it a row {@code a}, whose state is null.
 */
@Timeout(60)
@ContractOf(SqlStatements.class)
public abstract class SqlStatementsContract {
  private SqlStatements statements;

  protected abstract SqlStatements open() throws Exception;

  /** Of the database. */
  protected abstract String url();

  @BeforeEach
  void openOne(PortCalls calls) throws Exception {
    statements = calls.seenOn(SqlStatements.class, open());
  }

  /** What a step of the node {@code a} says. */
  protected final Statement statement(String text, String... parameters) {
    return new Statement(
        new NodeTarget("a", "any", "10.20.0.11", new VmPath("LON", "", "a")),
        new Secret(url()),
        new Secret("sa"),
        new Secret("hunter2"),
        new Secret(text),
        Stream.of(parameters).map(Secret::new).toList(),
        Duration.ofSeconds(30));
  }

  @Test
  void rowsAreLinesOfColumns() throws Exception {
    assertThat(statements.execute(statement("SELECT name, state FROM nodes WHERE name = ?", "a")))
        .isEqualTo(new Result("", "a\tNULL\n", ""));
  }

  @Test
  void whatIsNotThereGivesNoRow() throws Exception {
    assertThat(
            statements.execute(
                statement("SELECT name, state FROM nodes WHERE name = ?", "a' OR 'a' = 'a")))
        .isEqualTo(new Result("", "", ""));
  }

  @Test
  void aChangeTellsHowMuchAndLasts() throws Exception {
    assertThat(
            statements.execute(
                statement("UPDATE nodes SET state = ? WHERE name = ?", "active", "a")))
        .isEqualTo(new Result("", "1 rows\n", ""));
    assertThat(statements.execute(statement("SELECT state FROM nodes")).output())
        .isEqualTo("active\n");
  }

  @Test
  void whatTheDatabaseRefusesIsAResult() throws Exception {
    Result result = statements.execute(statement("SELECT state FROM elsewhere"));
    assertThat(result.failure()).isNotEmpty().doesNotContain("state FROM elsewhere");
    assertThat(result.errors()).containsIgnoringCase("elsewhere");
  }

  /** For tests of one adapter. */
  protected final SqlStatements statements() {
    return statements;
  }
}
