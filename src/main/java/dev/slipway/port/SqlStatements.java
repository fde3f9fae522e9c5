package dev.slipway.port;

import dev.slipway.model.NodeTarget;
import dev.slipway.model.Secret;
import java.time.Duration;
import java.util.List;

/** Executes SQL statements in databases. */
@FunctionalInterface
public interface SqlStatements {
  /**
   * Executes a statement once, on a connection of its own, and commits it.
   *
   * @throws PortException when there is no driver for the database, it cannot be connected to, or
   *     gave no complete answer in time
   */
  Result execute(Statement statement) throws InterruptedException;

  /**
   * What to execute.
   *
   * @param node whose step it is
   * @param url of JDBC; wrapped, since nobody can tell what its parts mean
   * @param user empty when the URL says who
   * @param text with a question mark for each parameter
   * @param timeout until the answer is complete
   */
  record Statement(
      NodeTarget node,
      Secret url,
      Secret user,
      Secret password,
      Secret text,
      List<Secret> parameters,
      Duration timeout) {
    public Statement {
      parameters = List.copyOf(parameters);
    }
  }

  /**
   * What came of it.
   *
   * @param failure in a few words without values; empty when the database did what it was told
   * @param output a line for each row, with tabs between the columns and {@code NULL} for what is
   *     not there; of statements without rows, such as {@code 3 rows}
   * @param errors what the database said when it failed; may hold values
   */
  record Result(String failure, String output, String errors) {}
}
