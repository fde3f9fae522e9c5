package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import dev.slipway.port.SqlStatements;
import dev.slipway.port.TemplateRenderer;
import dev.slipway.sandbox.ApplianceScript.Query;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers SQL statements as the script of the node says whose step it is; there is no database. */
record SandboxDatabases(
    MachineStore store, TemplateRenderer templates, Function<String, List<Query>> queries)
    implements SqlStatements {
  private static final Pattern PARAMETER = Pattern.compile("\\?");

  @Override
  public Result execute(Statement statement) {
    String machine = statement.node().name();
    if (store.find(machine).isEmpty()) {
      throw new PortException(
          Category.ENVIRONMENT,
          "sandbox/no-database",
          "the sandbox has no database for " + machine,
          "Its VM was never powered on, and the sandbox answers as its script says",
          "",
          null);
    }
    Page page = new Page();
    try {
      int status =
          new ScriptRun(store, templates, machine, page)
              .about(
                  Map.of(
                      "url",
                      statement.url().reveal(),
                      "login",
                      statement.user().reveal() + ":" + statement.password().reveal()))
              .runStatement(queries.apply(machine), text(statement));
      return new Result(
          status == 0 ? "" : "the sandbox failed the statement", page.text(), page.errors());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The statement as one line, with its parameters in it as literals. */
  private static String text(Statement statement) {
    Iterator<Secret> parameters = statement.parameters().iterator();
    return PARAMETER
        .matcher(statement.text().reveal().strip().replaceAll("\\s+", " ").replaceAll(" ?;$", ""))
        .replaceAll(found ->
            Matcher.quoteReplacement(
                parameters.hasNext()
                    ? "'" + parameters.next().reveal().replace("'", "''") + "'"
                    : "?"));
  }
}
