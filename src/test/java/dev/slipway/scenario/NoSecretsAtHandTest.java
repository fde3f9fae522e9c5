package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reviewer can check who has the files of the repository and nothing else. */
class NoSecretsAtHandTest {
  private static final String VCENTER = "  vcenter:\n    url: https://vcenter.lon.example/sdk\n";

  @TempDir private Path folder;

  @Test
  void validateWantsNoneOfThemAndRunsNothing() throws IOException {
    workplace("    username: ${env:VCENTER_USER}\n    password: ${env:VCENTER_PASSWORD}\n");

    CommandLineRun run = validate();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("error");
    assertThat(folder).isDirectoryNotContaining("glob:**/{ran.txt,.slipway}");
  }

  @Test
  void validateWantsNoneOfTheEnvironmentEither() throws IOException {
    workplace("");

    assertThat(validate().exitCode()).isZero();
  }

  @Test
  void aSecretThatNobodyDeclaresIsFoundAllTheSame() throws IOException {
    workplace("").blueprint("${secret:root-password}", "${secret:root-pasword}");

    CommandLineRun run = validate();

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("declares no secret \"root-pasword\"");
  }

  /** Its inventory file only names what is secret. */
  private Workplace workplace(String credentials) throws IOException {
    return new Workplace(folder)
        .inventory(Workplace.VCENTER, VCENTER + credentials)
        .inventory("{user: ccadmin}", "{user: ccadmin, privateKey: keys/ccadmin}")
        .inventory(
            "[{env: ROOT_PASSWORD}]",
            "[{env: ROOT_PASSWORD}, {file: root.txt}, {exec: 'echo ran > ran.txt'}]");
  }

  private CommandLineRun validate() {
    return new CommandLineRun.Shell(folder)
        .run("validate", Workplace.BLUEPRINT, "-i", Workplace.INVENTORY);
  }
}
