package dev.slipway.sql;

import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import dev.slipway.port.SqlStatements;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Executes statements over JDBC. Each has a connection of its own, which is cut at its deadline or
 * when its thread is interrupted. What a driver verifies of TLS is left to it and to the URL. Safe
 * for several threads.
 */
public final class JdbcStatements implements SqlStatements {
  private final Drivers drivers;

  /**
   * Makes the port; nothing is loaded before the first statement.
   *
   * @param drivers folder of jar files with more drivers; null for none
   */
  public JdbcStatements(@Nullable Path drivers) {
    this.drivers = new Drivers(drivers);
  }

  @Override
  public Result execute(Statement statement) throws InterruptedException {
    Driver driver = drivers.forUrl(statement.url().reveal());
    Line line = new Line();
    FutureTask<Result> task =
        new FutureTask<>(() -> {
          try (Connection connection = connect(driver, statement)) {
            line.opened(connection);
            return new Execution(connection, statement).result();
          }
        });
    Thread.ofPlatform().daemon().name("sql-statement").start(task);
    try {
      return task.get(statement.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new PortException(
          Category.ENVIRONMENT,
          "sql/timeout",
          database(statement) + " gave no complete answer in time",
          "It had "
              + BigDecimal.valueOf(statement.timeout().toMillis(), 3)
                  .stripTrailingZeros()
                  .toPlainString()
              + " s",
          "",
          null);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof PortException told ? told : new IllegalStateException(e);
    } finally {
      line.cut();
    }
  }

  /** A connection that nothing is said on once nobody listens. */
  private static final class Line {
    private @Nullable Connection connection;
    private boolean cut;

    synchronized void opened(Connection fresh) throws SQLException {
      connection = fresh;
      if (cut) {
        throw new SQLException("nobody waits any more");
      }
    }

    /** Does nothing to a connection that is closed. */
    synchronized void cut() {
      cut = true;
      if (connection != null) {
        try {
          connection.abort(work -> Thread.ofPlatform().daemon().start(work));
        } catch (SQLException e) {
          // Then it ends with the process.
        }
      }
    }
  }

  private static Connection connect(Driver driver, Statement statement) {
    String reason = "the driver does not take its URL";
    try {
      Connection connection = driver.connect(statement.url().reveal(), properties(statement));
      if (connection != null) {
        return connection;
      }
    } catch (SQLException e) {
      reason = String.valueOf(e.getMessage());
    }
    // The exception itself is not kept: its message can hold what is in the URL.
    throw new PortException(
        Category.ENVIRONMENT,
        "sql/unreachable",
        database(statement) + " cannot be connected to",
        clean(reason, statement),
        "",
        null);
  }

  private static Properties properties(Statement statement) {
    Properties properties = new Properties();
    if (!statement.user().reveal().isEmpty()) {
      properties.setProperty("user", statement.user().reveal());
      properties.setProperty("password", statement.password().reveal());
    }
    String seconds = Long.toString(seconds(statement.timeout()));
    switch (Drivers.kind(statement.url().reveal()).toLowerCase(Locale.ROOT)) {
      case "postgresql" -> {
        properties.setProperty("loginTimeout", seconds);
        // So that the server takes a text as what the parameter is to be.
        properties.setProperty("stringtype", "unspecified");
      }
      // https://learn.microsoft.com/sql/connect/jdbc/setting-the-connection-properties: to 65535
      case "sqlserver" ->
          properties.setProperty("loginTimeout", seconds.length() > 4 ? "65535" : seconds);
      default -> {
        // Others refuse what they do not know; the deadline holds all the same.
      }
    }
    return properties;
  }

  /** Rounded up. */
  static int seconds(Duration timeout) {
    return Math.clamp(timeout.plusMillis(999).toSeconds(), 1, Integer.MAX_VALUE);
  }

  private static String database(Statement statement) {
    return "the database of "
        + statement.node().name()
        + " ("
        + Drivers.kind(statement.url().reveal())
        + ")";
  }

  private static String clean(String text, Statement statement) {
    String clean = text.strip().replace(statement.url().reveal(), "its URL");
    String password = statement.password().reveal();
    return password.isEmpty() ? clean : clean.replace(password, "(sensitive)");
  }
}
