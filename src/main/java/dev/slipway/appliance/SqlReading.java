package dev.slipway.appliance;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Located;
import dev.slipway.model.StepAction.Login;
import dev.slipway.model.StepAction.SqlStatement;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a SQL statement:
 *
 * <pre>{@code
 * sql:
 *   url: jdbc:sqlserver://db.example;databaseName=widgets
 *   user: …
 *   password: $settings.databasePassword
 *   statement: UPDATE nodes SET state = ? WHERE name = ?     # or template: FILE
 *   parameters: [active, $node.name]
 * }</pre>
 */
final class SqlReading {
  private static final Pattern ABSOLUTE = Pattern.compile("jdbc:\\w+:.+|\\$.+");

  private final StepNames names;
  private final Texts texts;
  private final Style style;

  SqlReading(StepNames names, Texts texts, Style style) {
    this.names = names;
    this.texts = texts;
    this.style = style;
  }

  @Nullable SqlStatement read(MappingReader reader) {
    Located<String> url = url(reader);
    Login login = login(reader);
    Located<String> text = texts.either(reader, "statement", "template");
    List<String> parameters =
        reader.strings("parameters").stream()
            .map(parameter -> texts.checked(parameter).value())
            .toList();
    reader.rejectUnknownKeys();
    if (!reader.has("statement") && !reader.has("template")) {
      style.report(
          "bad-statement", "it needs either statement or template", "", "", reader.place());
    }
    if (text != null) {
      Set<String> secrets = names.secretsIn(text.value());
      if (!secrets.isEmpty()) {
        style.report(
            "secret-printed",
            "a secret is part of this statement",
            "It names "
                + String.join(", ", secrets)
                + ". Values in a statement are names of tables and the like, and databases write"
                + " statements into their logs.",
            "Write ? there, and the secret under parameters.",
            text.range());
      }
    }
    return url == null || text == null
        ? null
        : new SqlStatement(url.value(), login, text.value(), parameters);
  }

  private @Nullable Login login(MappingReader reader) {
    Located<String> user = texts.template(reader.string("user"));
    Located<String> password = texts.template(reader.string("password"));
    if ((user == null) != (password == null)) {
      style.report("bad-statement", "user and password belong together", "", "", reader.place());
    }
    return user == null || password == null ? null : new Login(user.value(), password.value());
  }

  private @Nullable Located<String> url(MappingReader reader) {
    Located<String> url = texts.template(reader.requireString("url"));
    if (url == null) {
      return null;
    }
    if (!ABSOLUTE.matcher(url.value()).matches()) {
      style.report(
          "bad-statement",
          "a URL of a database begins with jdbc:",
          "",
          "Write it as jdbc:postgresql://host/database, or as its driver wants it.",
          url.range());
    }
    if (!names.secretsIn(url.value()).isEmpty()) {
      style
          .diagnostics()
          .add(
              Diagnostic.warning("appliance/secret-argument", "a secret is part of this URL")
                  .because("Drivers write the URLs of databases into their messages.")
                  .advise("Give it as password.")
                  .at(url.range()));
    }
    return url;
  }
}
