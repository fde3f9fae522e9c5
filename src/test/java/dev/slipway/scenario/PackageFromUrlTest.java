package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.testing.FileServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package that lies on a web server is deployed as one that lies beside the blueprint. */
class PackageFromUrlTest {
  private static final int INPUT_WRONG = 3;

  @TempDir private Path folder;
  private Workplace workplace;
  private FileServer server;
  private String digest;

  @BeforeEach
  void furnish() throws IOException, NoSuchAlgorithmException {
    byte[] archive = Files.readAllBytes(Path.of(Workplace.PACKAGE));
    digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(archive));
    server = new FileServer(archive);
    workplace = new Workplace(folder);
    workplace.shell().with("SLIPWAY_PACKAGE_CACHE", folder.resolve("cache").toString());
    pin(digest);
  }

  private void pin(String sha256) throws IOException {
    workplace.blueprint(
        "package: " + Workplace.PACKAGE,
        "package: " + server.url() + "\n  packageDigest: sha256:" + sha256);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void itIsFetchedOnceAndDeployed() throws IOException {
    CommandLineRun validated = workplace.validate();
    assertThat(validated.exitCode()).as(validated.err()).isZero();
    assertThat(validated.err()).contains("warning: the package was not looked at", "hcc.yaml:6:12");
    assertThat(server.requests()).isEmpty();

    CommandLineRun applied = workplace.apply();
    assertThat(applied.exitCode()).as(applied.err()).isZero();
    assertThat(applied.err()).contains("download tiny.ova: done");
    assertThat(applied.out()).containsPattern("package += \"?tiny.ova");

    assertThat(workplace.validate().err()).doesNotContain("not looked at");
    CommandLineRun planned = workplace.plan();
    assertThat(planned.out()).contains("No changes.");
    assertThat(planned.err()).doesNotContain("download");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aSavedPlanIsAppliedWhereNobodyHasFetchedIt() throws IOException {
    assertThat(workplace.plan("-o", "plan.json").exitCode()).isZero();
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    workplace.shell().with("SLIPWAY_PACKAGE_CACHE", folder.resolve("elsewhere").toString());

    CommandLineRun applied = workplace.shell().run("apply", "plan.json", "-i", "site.yaml");

    assertThat(applied.exitCode()).as(applied.err()).isZero();
    assertThat(folder.resolve("elsewhere").resolve(digest + ".ova")).exists();
  }

  @Test
  void anotherOneIsRefusedAtTheLineThatNamesIt() throws IOException {
    workplace.blueprint(digest, "0".repeat(64));

    workplace.assertTold(
        workplace.plan(),
        INPUT_WRONG,
        "error: the package is not the one pinned",
        "--> hcc.yaml:6:12",
        "write sha256:" + digest);
  }

  @Test
  void machinesFollowTheDownloadToo() {
    assertThat(workplace.apply("--format", "json").out())
        .contains("\"@message\":\"download tiny.ova\"");
  }

  @Test
  void aStarterBlueprintPinsIt() {
    CommandLineRun run = workplace.shell().run("inspect", server.url().toString(), "--blueprint");

    assertThat(run.out())
        .contains("  package: \"" + server.url() + "\"", "  packageDigest: sha256:" + digest);
    assertThat(run.err()).contains("download tiny.ova: done");
  }

  @Test
  void addressesThatAreNoneToFetchFromAreRefused() throws IOException {
    workplace.assertTold(
        workplace.shell().run("inspect", "http://files.example.com/tiny.ova"),
        INPUT_WRONG,
        "no package is fetched from this address",
        "over https only");
  }
}
