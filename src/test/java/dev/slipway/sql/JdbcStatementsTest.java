package dev.slipway.sql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import dev.slipway.port.SqlStatements;
import dev.slipway.port.SqlStatements.Result;
import dev.slipway.port.SqlStatements.Statement;
import dev.slipway.port.SqlStatementsContract;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract over a database that answers over TCP on loopback, and what is JDBC's alone. */
final class JdbcStatementsTest extends SqlStatementsContract {
  @TempDir private Path folder;
  private @Nullable Server server;

  @Override
  protected SqlStatements open() throws SQLException {
    System.setProperty("h2.bindAddress", "127.0.0.1");
    server =
        Server.createTcpServer("-tcpPort", "0", "-baseDir", folder.toString(), "-ifNotExists")
            .start();
    try (Connection connection = DriverManager.getConnection(url(), "sa", "hunter2");
        java.sql.Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE nodes (name VARCHAR, state VARCHAR, count INT DEFAULT 0)");
      statement.execute("INSERT INTO nodes (name) VALUES ('a')");
    }
    return new JdbcStatements(null);
  }

  @AfterEach
  void stop() {
    requireNonNull(server).stop();
  }

  @Override
  protected String url() {
    return "jdbc:h2:tcp://127.0.0.1:" + requireNonNull(server).getPort() + "/./widgets";
  }

  @Test
  void aParameterIsTakenAsWhatItsColumnIs() throws Exception {
    assertThat(statements().execute(statement("UPDATE nodes SET count = ?", "7")).failure())
        .isEmpty();
    assertThat(statements().execute(statement("SELECT count FROM nodes")).output())
        .isEqualTo("7\n");
  }

  @Test
  void tabsAndLineBreaksWithinAValueAreSpaces() throws Exception {
    assertThat(statements().execute(statement("SELECT 'a' || CHAR(9) || 'b' || CHAR(10), 'c'")))
        .isEqualTo(new Result("", "a b \tc\n", ""));
  }

  @Test
  void aFailureTellsTheFirstWordTheDatabaseAndTheState() throws Exception {
    assertThat(statements().execute(statement("drop table hunter2")).failure())
        .isEqualTo("DROP in WIDGETS: SQL state 42S02");
  }

  @Test
  void whoMayNotConnectIsToldWithoutThePassword() {
    Statement right = statement("SELECT 1");
    Statement wrong =
        new Statement(
            right.node(),
            new Secret(url() + ";NO_SUCH=hunter3"),
            right.user(),
            new Secret("hunter3"),
            right.text(),
            List.of(),
            right.timeout());
    PortException refused =
        catchThrowableOfType(PortException.class, () -> statements().execute(wrong));
    assertThat(refused.code()).isEqualTo("sql/unreachable");
    assertThat(refused)
        .hasMessageStartingWith("the database of a (h2) cannot be connected to: ")
        .hasMessageNotContaining("hunter3")
        .hasNoCause();
  }

  @Test
  void whatTakesTooLongIsCut() {
    Statement endless =
        statement(
            "SELECT COUNT(*) FROM SYSTEM_RANGE(1, 900000) a, SYSTEM_RANGE(1, 900000) b"
                + " WHERE a.x * b.x = -1");
    Statement brief =
        new Statement(
            endless.node(),
            endless.url(),
            endless.user(),
            endless.password(),
            endless.text(),
            List.of(),
            Duration.ofMillis(300));
    assertThatThrownBy(() -> statements().execute(brief))
        .hasMessage("the database of a (h2) gave no complete answer in time: It had 0.3 s");
  }

  /** Both kept drivers are found by their URLs, and wait for a server no longer than they may. */
  @ParameterizedTest
  @CsvSource({
    "postgresql,jdbc:postgresql://127.0.0.1:%d/widgets",
    "sqlserver,jdbc:sqlserver://127.0.0.1:%d;databaseName=widgets"
  })
  void theKeptDriversConnect(String kind, String url) throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    Statement any = statement("SELECT 1");
    Statement there =
        new Statement(
            any.node(),
            new Secret(url.formatted(closed)),
            any.user(),
            any.password(),
            any.text(),
            List.of(),
            any.timeout());
    assertThatThrownBy(() -> statements().execute(there))
        .hasMessageStartingWith("the database of a (" + kind + ") cannot be connected to: ")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aDriverThatIsMissingIsAskedFor() {
    Path drivers = folder.resolve("drivers");
    Statement any = statement("SELECT 1");
    Statement other =
        new Statement(
            any.node(),
            new Secret("jdbc:oracle:thin:@127.0.0.1"),
            any.user(),
            any.password(),
            any.text(),
            List.of(),
            any.timeout());
    PortException missing =
        catchThrowableOfType(PortException.class, () -> new JdbcStatements(drivers).execute(other));
    assertThat(missing.code()).isEqualTo("sql/no-driver");
    assertThat(missing.toDiagnostic().advice()).contains(drivers.toString());
  }

  @Test
  void driversOfAFolderAreFound() throws Exception {
    Path drivers = Files.createDirectories(folder.resolve("drivers"));
    Path jar = Path.of(Server.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Files.copy(jar, drivers.resolve("h2.jar"));
    assertThat(new JdbcStatements(drivers).execute(statement("SELECT 1")).output())
        .isEqualTo("1\n");
  }
}
