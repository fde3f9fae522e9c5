package dev.slipway.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Secret;
import dev.slipway.model.SecretSource;
import dev.slipway.model.Value;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcedSecretsTest {
  private static final Value REFERENCE = new Value.Confidential("${secret:s}");

  private final List<Secret> told = new ArrayList<>();

  @TempDir private Path folder;

  @Test
  void theFirstSourceThatHasAValueWins() throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), "from file\n");

    Secret secret =
        store(
                Map.of("EMPTY", ""),
                new SecretSource.Environment("UNSET"),
                new SecretSource.Environment("EMPTY"),
                new SecretSource.File(folder.resolve("missing")),
                new SecretSource.Command("exit 3"),
                new SecretSource.File(file),
                new SecretSource.Generate(20))
            .resolve(REFERENCE);

    assertThat(secret.reveal()).isEqualTo("from file");
    assertThat(told).contains(secret);
  }

  @Test
  void referencesStandInsideOfText() {
    Secret secret =
        store(Map.of("V", "a${b}"), new SecretSource.Environment("V"))
            .resolve(new Value.Confidential("<${secret:s}|$${secret:s}>"));

    assertThat(secret.reveal()).isEqualTo("<a${b}|${secret:s}>");
    assertThat(told).extracting(Secret::reveal).contains("a${b}", secret.reveal());
  }

  @Test
  void plainValuesAreNotTreatedAsSecrets() {
    assertThat(store(Map.of()).resolve(Value.plain("${secret:s}")).reveal())
        .isEqualTo("${secret:s}");
    assertThat(told).isEmpty();
  }

  @Test
  void commandsRunOnceWithTheGivenEnvironmentAndNoInput() {
    Path log = folder.resolve("log");
    SourcedSecrets store =
        store(
            Map.of("LOG", log.toString(), "V", "x y"),
            new SecretSource.Command("echo run >> \"$LOG\"; cat; printf '%s\\n' \"$V\""));

    store.resolve(REFERENCE);

    assertThat(store.resolve(REFERENCE).reveal()).isEqualTo("x y");
    assertThat(log).hasContent("run");
  }

  @Test
  void failuresNameEverySourceAndNoMoreThanTheFirstLineOfErrors() {
    SourcedSecrets store =
        store(
            Map.of(),
            new SecretSource.Environment("UNSET"),
            new SecretSource.Command("echo hidden; echo locked >&2; echo more >&2; exit 2"));

    assertThatThrownBy(() -> store.resolve(REFERENCE))
        .isInstanceOf(PortException.class)
        .hasMessage(
            "no source has the secret \"s\": the environment variable UNSET is not set;"
                + " the output of the command ended with status 2: locked");
  }

  @Test
  void undeclaredSecretsAreNamed() {
    assertThatThrownBy(() -> store(Map.of()).resolve(new Value.Confidential("${secret:other}")))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("\"other\"");
  }

  @Test
  void aCommandThatNeverEndsIsGivenUpWithItsChildren() {
    SecretCommand command = new SecretCommand(Map.of(), Duration.ofMillis(50));

    assertThatThrownBy(() -> command.run("sleep 600 | cat; echo late"))
        .isInstanceOf(NoValueException.class)
        .hasMessage("did not come within 0 seconds");
  }

  @Test
  void anInterruptEndsTheWaiting() {
    SecretCommand command = new SecretCommand(Map.of(), Duration.ofMinutes(10));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> command.run("sleep 600")).isInstanceOf(PortException.class);

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void generatedValuesAreKeptForTheOwnerAlone() throws IOException {
    Path file = folder.resolve("state/secrets.json");
    String first = new GeneratedSecrets(file).get("s", 8);

    assertThat(new GeneratedSecrets(file).get("s", 8)).isEqualTo(first);
    assertThat(new GeneratedSecrets(file).get("t", 8)).isNotEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**/secrets?*.json");
  }

  @Test
  void generatedValuesObeyPasswordRules() {
    GeneratedSecrets secrets = new GeneratedSecrets(folder.resolve("secrets.json"));

    for (int length = 8; length <= 40; length++) {
      assertThat(secrets.get("length" + length, length))
          .hasSize(length)
          .matches("[A-Z][A-Za-z0-9._~-]+")
          .matches(".*[a-z].*")
          .matches(".*[0-9].*")
          .matches(".*[._~-].*");
    }
  }

  @Test
  void aDamagedFileIsReportedWithoutItsContent() throws IOException {
    Path file = Files.writeString(folder.resolve("secrets.json"), "{\"s\": \"hunter2\" oops");

    assertThatThrownBy(() -> new GeneratedSecrets(file).get("s", 8))
        .isInstanceOf(PortException.class)
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @Test
  void whatIsMissingIsKnownWithoutRunningAnything() {
    List<SecretSource> absent =
        List.of(
            new SecretSource.Environment("UNSET"),
            new SecretSource.File(folder.resolve("missing")));
    SourceRange range = SourceRange.startOf("inventory.yaml");
    Map<String, Located<List<SecretSource>>> declared =
        Map.of(
            "absent",
            new Located<>(absent, range),
            "command",
            new Located<>(List.of(new SecretSource.Command("exit 1")), range),
            "unused",
            new Located<>(absent, range));

    List<Diagnostic> missing =
        SourcedSecrets.missing(List.of("absent", "command", "undeclared"), declared, Map.of());

    assertThat(missing)
        .singleElement()
        .satisfies(diagnostic -> {
          assertThat(diagnostic.summary()).isEqualTo("no source has the secret \"absent\"");
          assertThat(diagnostic.range()).isEqualTo(range);
        });
  }

  private SourcedSecrets store(Map<String, String> environment, SecretSource... sources) {
    return new SourcedSecrets(
        Map.of("s", new Located<>(List.of(sources), SourceRange.startOf("inventory.yaml"))),
        environment,
        folder.resolve("generated.json"),
        told::add);
  }
}
