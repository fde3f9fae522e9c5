package dev.slipway.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diag.Category;
import dev.slipway.model.Escape;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VelocityTemplatesTest {
  private final VelocityTemplates templates = new VelocityTemplates();

  private static Map<String, Secret> values(String... namesAndValues) {
    Map<String, Secret> values = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], new Secret(namesAndValues[i + 1]));
    }
    return values;
  }

  private String command(String template, String... namesAndValues) {
    return templates.renderText("step", template, values(namesAndValues), Escape.SHELL).reveal();
  }

  private String text(String template, String... namesAndValues) {
    return templates.renderText("step", template, values(namesAndValues)).reveal();
  }

  private PortException failure(String template, String... namesAndValues) {
    return catchThrowableOfType(PortException.class, () -> command(template, namesAndValues));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
        "NONE,a'<b>\"/&",
        "JSON,a'<b>\\\"/&",
        "XML,a&apos;&lt;b&gt;&quot;/&amp;",
        "URL,a%27%3Cb%3E%22/%26",
        "SHELL,'a'\\''<b>\"/&'",
        "POWERSHELL,'a''<b>\"/&'",
        "CMD,\"a'<b>\"\"/&\"",
        "SQL_IDENTIFIER,\"a'<b>\"\"/&\"",
        "SQL_SERVER_IDENTIFIER,[a'<b>\"/&]",
        "MYSQL_IDENTIFIER,`a'<b>\"/&`"
      })
  void valuesAreEscapedAsTheTextNeedsIt(Escape escape, String escaped) {
    assertThat(
            templates
                .renderText("step", "x=$node.name", values("node.name", "a'<b>\"/&"), escape)
                .reveal())
        .isEqualTo("x=" + escaped);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT '$node.name'",
        "SELECT \"$node.name\"",
        "SELECT [a]]$node.name]",
        "SELECT 1 -- $node.name",
        "SELECT 'it''s' /* $node.name */",
        "SELECT '\\'$node.name'",
        "#[[DO $body$ BEGIN ]]#$node.name; END"
      })
  void noValueIsPutBetweenTheQuotesOfAStatement(String statement) {
    PortException failure =
        catchThrowableOfType(
            PortException.class,
            () ->
                templates.renderText(
                    "step", statement, values("node.name", "x"), Escape.SQL_IDENTIFIER));
    assertThat(failure.code()).isEqualTo("template/quoted-reference");
    assertThat(failure.toDiagnostic().advice()).contains("is bound as a parameter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "POWERSHELL|Write-Output '$node.name'|x",
        "POWERSHELL|Write-Output \"it `\" $node.name|x",
        "POWERSHELL|# it's $node.name|x",
        "CMD|echo \"$node.name\"|x",
        "SHELL|echo '$node.name'|x"
      })
  void noValueIsPutBetweenTheQuotesOfAScript(Escape escape, String script, String value) {
    assertThat(
            catchThrowableOfType(
                    PortException.class,
                    () -> templates.renderText("step", script, values("node.name", value), escape))
                .code())
        .isEqualTo("template/quoted-reference");
  }

  @Test
  void aLineBreakCannotBePartOfABatchFile() {
    assertThat(
            catchThrowableOfType(
                    PortException.class,
                    () ->
                        templates.renderText(
                            "step", "echo $node.name", values("node.name", "a\nb"), Escape.CMD))
                .code())
        .isEqualTo("template/quoted-reference");
  }

  @Test
  void aStatementWhoseQuotesAreClosedTakesIdentifiers() {
    assertThat(
            templates
                .renderText(
                    "step",
                    "SELECT 'it''s', [a] -- a \"name\n FROM $node.name WHERE b = '$'",
                    values("node.name", "x]; DROP TABLE y"),
                    Escape.SQL_SERVER_IDENTIFIER)
                .reveal())
        .isEqualTo("SELECT 'it''s', [a] -- a \"name\n FROM [x]]; DROP TABLE y] WHERE b = '$'");
  }

  @Test
  void dottedNamesAreReadInBothForms() {
    assertThat(
            command(
                "${settings.primaryScript} -as $node.ip",
                "settings.primaryScript",
                "/opt/vmware/sbin/primary-cluster-config.sh",
                "node.ip",
                "10.20.0.12"))
        .isEqualTo("/opt/vmware/sbin/primary-cluster-config.sh -as 10.20.0.12");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "a b,'a b'",
        "$(reboot),'$(reboot)'",
        "it's,'it'\\''s'",
        "`x;y`,'x;y'",
        "``,''",
        "ünï,'ünï'",
        "user@host:/p+q=1%,user@host:/p+q=1%"
      })
  void valuesInCommandsAreQuotedWhereAShellWouldReadThem(String value, String quoted) {
    assertThat(command("run $node.name end", "node.name", value))
        .isEqualTo("run " + quoted + " end");
  }

  @Test
  void textIsNotQuoted() {
    assertThat(text("Hello $node.name!", "node.name", "a b")).isEqualTo("Hello a b!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo \"$node.ip\"", "echo '$node.ip'", "bash -c \"x \\\" $node.ip\""})
  void aReferenceInsideQuotesIsRefused(String template) {
    assertThat(failure(template, "node.ip", "1").code()).isEqualTo("template/quoted-reference");
  }

  @Test
  void truthIsWrittenAsText() {
    String template =
        "#if($settings.sudo)sudo #end#if($settings.sudo == \"true\")x#{else}y#end $settings.sudo";
    assertThat(command(template, "settings.sudo", "true")).isEqualTo("sudo x true");
    assertThat(command(template, "settings.sudo", "false")).isEqualTo("y false");
  }

  @Test
  void anUnknownNameIsTheUsersToMend() {
    PortException failure = failure("run $node.ipp", "node.ip", "10.20.0.12", "node.name", "a");
    assertThat(failure.code()).isEqualTo("template/unknown-name");
    assertThat(failure.category()).isEqualTo(Category.USER);
    assertThat(failure.toDiagnostic().detail()).contains("\"node.ipp\"");
    assertThat(failure.toDiagnostic().advice()).isEqualTo("Did you mean \"node.ip\"?");
  }

  @Test
  void anUnknownFirstPartIsTooAlsoWhereItIsOnlyAskedFor() {
    PortException failure = failure("\n #if($nod.ip)x#end", "node.ip", "10.20.0.12");
    assertThat(failure.code()).isEqualTo("template/unknown-name");
    assertThat(failure.toDiagnostic().detail()).contains("\"nod\"").contains("line 2");
    assertThat(failure.toDiagnostic().advice()).isEqualTo("Did you mean \"node\"?");
    assertThat(failure("#if($node.sudo)x#end", "node.ip", "1").code())
        .isEqualTo("template/unknown-name");
    assertThat(failure("$!node.sudo", "node.ip", "1").code()).isEqualTo("template/unknown-name");
    assertThat(failure("run $node", "node.ip", "1").code()).isEqualTo("template/unknown-name");
  }

  @Test
  void aMalformedTemplateIsSaidWhere() {
    PortException failure = failure("one\n#if($node.ip", "node.ip", "1");
    assertThat(failure.code()).isEqualTo("template/malformed");
    assertThat(failure.toDiagnostic().detail()).startsWith("Line 2, column ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$node.ip.getClass()",
        "$node.ip.class",
        "$node.ip.class.forName('java.lang.Runtime')",
        "$node.class",
        "$node.getClass()",
        "$node.put('a', 'b')",
        "#set($x = [1,2])$x.getClass().forName('java.lang.System')",
        "#foreach($i in [1])$foreach.class.name#end",
        "#include('/etc/passwd')",
        "#parse('/etc/passwd')",
        "#set($node.ip = 'x')"
      })
  void nothingOfJavaOrOfFilesIsReached(String template) {
    assertThat(failure(template, "node.ip", "secret-value")).isNotNull();
  }

  @Test
  void whatIsTheShellsCanBeWrittenForTheShell() {
    assertThat(command("echo $(date) $? $1 \\$HOME #[[$HOME]]#"))
        .isEqualTo("echo $(date) $? $1 $HOME $HOME");
  }

  @Test
  void textsMayBeAsked() {
    assertThat(command("#if($node.ip.startsWith('10.'))in#end", "node.ip", "10.1.1.1"))
        .isEqualTo("in");
  }

  @Test
  void noMessageHoldsAValue() {
    for (String template : new String[] {"$node.ip.nope()", "$node.ip.nope", "#parse($node.ip)"}) {
      PortException failure = failure(template, "node.ip", "hush-hush");
      assertThat(failure).hasMessageNotContaining("hush-hush").hasNoCause();
    }
  }
}
