package dev.slipway.sql;

import dev.slipway.model.Secret;
import dev.slipway.port.SqlStatements.Result;
import dev.slipway.port.SqlStatements.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One statement on an open connection, and all that it brings. */
record Execution(Connection connection, Statement statement) {
  /** The longest output that is taken, in characters. */
  static final int LONGEST_OUTPUT = 16 * 1024 * 1024;

  private static final Pattern FIRST_WORD = Pattern.compile("\\s*(\\w+)");
  private static final Pattern SEPARATORS = Pattern.compile("[\\t\\r\\n]");

  Result result() {
    StringBuilder output = new StringBuilder();
    try {
      run(output);
      return new Result("", output.toString(), "");
    } catch (SQLException e) {
      return new Result(
          "%s in %s: SQL state %s".formatted(firstWord(), database(), e.getSQLState()),
          output.toString(),
          String.valueOf(e.getMessage()));
    }
  }

  private void run(StringBuilder output) throws SQLException {
    List<Secret> parameters = statement.parameters();
    String text = statement.text().reveal();
    if (parameters.isEmpty()) {
      // Not prepared: there a question mark may be an operator, and some statements cannot be.
      try (java.sql.Statement plain = connection.createStatement()) {
        plain.setQueryTimeout(JdbcStatements.seconds(statement.timeout()));
        collect(plain, plain.execute(text), output);
      }
    } else {
      try (PreparedStatement prepared = connection.prepareStatement(text)) {
        prepared.setQueryTimeout(JdbcStatements.seconds(statement.timeout()));
        for (int index = 0; index < parameters.size(); index++) {
          prepared.setString(index + 1, parameters.get(index).reveal());
        }
        collect(prepared, prepared.execute(), output);
      }
    }
  }

  /** A procedure, or several statements in one text, bring several results. */
  private static void collect(java.sql.Statement executed, boolean first, StringBuilder output)
      throws SQLException {
    boolean rows = first;
    while (rows || executed.getUpdateCount() >= 0) {
      if (rows) {
        try (ResultSet found = executed.getResultSet()) {
          print(found, output);
        }
      } else {
        output.append(executed.getUpdateCount()).append(" rows\n");
      }
      rows = executed.getMoreResults();
    }
  }

  private static void print(ResultSet found, StringBuilder output) throws SQLException {
    int columns = found.getMetaData().getColumnCount();
    while (found.next()) {
      for (int column = 1; column <= columns; column++) {
        String value = found.getString(column);
        output
            .append(column == 1 ? "" : "\t")
            .append(value == null ? "NULL" : SEPARATORS.matcher(value).replaceAll(" "));
      }
      output.append('\n');
      if (output.length() > LONGEST_OUTPUT) {
        throw new SQLException("it brings more than " + LONGEST_OUTPUT + " characters", "54000");
      }
    }
  }

  private String firstWord() {
    Matcher matcher = FIRST_WORD.matcher(statement.text().reveal());
    return matcher.lookingAt() ? matcher.group(1).toUpperCase(Locale.ROOT) : "a statement";
  }

  private String database() {
    try {
      String name = connection.getCatalog();
      return name == null || name.isEmpty() ? "the database" : name;
    } catch (SQLException e) {
      return "the database";
    }
  }
}
