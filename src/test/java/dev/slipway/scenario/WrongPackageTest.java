package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package that is missing, cut off or changed is refused, as early as that can be known. */
class WrongPackageTest {
  private static final int INPUT_WRONG = 3;

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace = new Workplace(folder);
  }

  @Test
  void aMissingPackagePointsAtTheLineThatNamesIt() throws IOException {
    workplace.blueprint("connector.ova", "conector.ova");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: there is no package \"packages/horizon-cloud-conector.ova\"",
        "--> hcc.yaml:6:12",
        "Did you mean \"horizon-cloud-connector.ova\"?");
    workplace.assertGolden("package-missing", run);
  }

  @Test
  void aFileThatIsNoPackageSaysWhatOneIs() throws IOException {
    workplace.blueprint(Workplace.PACKAGE, "site.yaml");

    workplace.assertTold(
        workplace.plan(),
        INPUT_WRONG,
        "\"site.yaml\" is not an OVF package",
        "\".ova\" or \".ovf\"");
  }

  @Test
  void aChangedDescriptorIsFoundByPlan() throws IOException {
    Path archive = workplace.ownPackage();
    byte[] text = "<Info>".getBytes(StandardCharsets.UTF_8);
    changeByte(archive, indexOf(Files.readAllBytes(archive), text) + text.length);

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: file \"horizon-cloud-connector.ovf\" is not the one that the manifest means",
        "--> packages/horizon-cloud-connector.ova!horizon-cloud-connector.ovf:1:1",
        "fetch the package again");
  }

  @Test
  void aChangedDiskIsFoundInTheUploadAndNoVmIsLeft() throws IOException {
    Path archive = workplace.ownPackage();
    changeByte(archive, Files.size(archive) / 2);

    CommandLineRun plan = workplace.plan();
    CommandLineRun apply = workplace.apply("--parallelism", "1");

    assertThat(plan.exitCode()).isZero();
    workplace.assertTold(
        apply,
        INPUT_WRONG,
        "is not the one that the manifest means",
        "fetch the package again",
        "Not everything is done.");
    assertThat(Files.readString(workplace.file(".slipway/sandbox/sandbox/vcenter.json")))
        .doesNotContain("hcc-lon-1");
  }

  @Test
  void anArchiveThatIsCutOffIsFoundByPlan() throws IOException {
    Path archive = workplace.ownPackage();
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      file.setLength(file.length() / 3);
    }

    CommandLineRun run = workplace.plan();

    workplace.assertTold(run, INPUT_WRONG, "packages/horizon-cloud-connector.ova");
    workplace.assertGolden("package-cut-off", run);
  }

  private static void changeByte(Path archive, long position) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      file.seek(position);
      int old = file.read();
      file.seek(position);
      file.write(old ^ 1);
    }
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .indexOf(new String(wanted, StandardCharsets.ISO_8859_1));
  }
}
