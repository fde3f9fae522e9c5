package dev.slipway.sequence;

import dev.slipway.model.Escape;
import dev.slipway.model.Secret;
import dev.slipway.model.StepAction.Login;
import dev.slipway.model.StepAction.SqlStatement;
import dev.slipway.port.SqlStatements;
import dev.slipway.port.SqlStatements.Result;
import dev.slipway.port.SqlStatements.Statement;
import dev.slipway.port.TemplateRenderer;
import java.util.Map;

/** Executes what a step says, rendered. */
record SqlPerformer(TemplateRenderer templates, SqlStatements statements) {
  private static final Secret NOTHING = new Secret("");

  Performed perform(SqlStatement statement, Call call) throws InterruptedException {
    Secret url = render(statement.url(), call, Escape.URL);
    Login login = statement.login();
    Result result =
        statements.execute(
            new Statement(
                call.node(),
                url,
                login == null ? NOTHING : render(login.user(), call, Escape.NONE),
                login == null ? NOTHING : render(login.password(), call, Escape.NONE),
                render(statement.text(), call, Escape.identifierOf(url.reveal())),
                statement.parameters().stream()
                    .map(parameter -> render(parameter, call, Escape.NONE))
                    .toList(),
                call.timeout()));
    return new Performed(
        result.failure().isEmpty() ? null : result.failure(),
        result.output(),
        result.errors(),
        Map.of());
  }

  private Secret render(String template, Call call, Escape escape) {
    return templates.renderText(call.name(), template, call.values(), escape);
  }
}
