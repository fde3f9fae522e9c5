package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong in the files is said with its place and its cure, before anything is asked. */
class WrongFilesTest {
  private static final int INPUT_WRONG = 3;

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void furnish() throws IOException {
    workplace = new Workplace(folder);
  }

  @Test
  void rightFilesGiveNoDiagnostics() {
    CommandLineRun run = workplace.validate();

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void anUnknownSettingSuggestsTheNearest() throws IOException {
    workplace.blueprint("podType: on-premises", "podTyp: on-premises");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: unknown setting \"podTyp\"",
        "hcc.yaml:8:",
        "Did you mean \"podType\"?");
    workplace.assertGolden("unknown-setting", run);
  }

  @Test
  void aBadAddressSaysWhatAnAddressIs() throws IOException {
    workplace.blueprint("10.20.0.12", "10.20.0.312");

    workplace.assertTold(
        workplace.plan(),
        INPUT_WRONG,
        "error: \"10.20.0.312\" is not an IPv4 address of a host",
        "--> hcc.yaml:12:43",
        "four numbers from 0 to 255");
  }

  @Test
  void anUnknownPropertyKeySuggestsTheNearest() throws IOException {
    workplace.blueprint("  nodes:", "  properties: {hcc.hostnam: other}\n  nodes:");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: the package has no property hcc.hostnam",
        "--> hcc.yaml:10:29",
        "vSphere would drop it without a word.",
        "Did you mean \"hcc.hostname\"?");
    workplace.assertGolden("unknown-property", run);
  }

  @Test
  void anUnknownKeyFromASettingPointsAtThatSetting() throws IOException {
    workplace.blueprint(
        "podType: on-premises", "podType: on-premises\n    addressProperty: hcc.ip_0");

    workplace.assertTold(
        workplace.plan(),
        INPUT_WRONG,
        "error: the package has no property hcc.ip_0",
        "--> hcc.yaml:9:22",
        "Did you mean \"hcc.ip0\"?");
  }

  @Test
  void anUnmappedNetworkSaysHowToMapIt() throws IOException {
    workplace.inventory("networks: {VM Network: horizon-mgmt}", "networks: {}");

    workplace.assertTold(
        workplace.plan(),
        INPUT_WRONG,
        "error: network \"VM Network\" is not mapped",
        "--> site.yaml:10:5",
        "{\"VM Network\": <vSphere network>}");
  }

  @Test
  void aMappingOfANetworkThatThePackageLacksNamesThoseItHas() throws IOException {
    workplace.inventory("{VM Network: horizon-mgmt}", "{VM Netwrk: horizon-mgmt}");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: the package has no network \"VM Netwrk\"",
        "--> site.yaml:10:27",
        "Did you mean \"VM Network\"?");
    assertThat(run.err()).doesNotContain("is not mapped");
  }

  @Test
  void aWorkerOnAnUnsupportedPodTypeSaysWhoSaysSo() throws IOException {
    workplace.blueprint("on-premises", "azure");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "--> hcc.yaml:12:",
        "The vendor supports a worker node only for pods on premises",
        "Horizon Cloud Connector cluster architecture");
    workplace.assertGolden("unsupported-worker", run);
  }

  @Test
  void twoWorkersAreOneTooMany() throws IOException {
    workplace.blueprint(
        "ip: 10.20.0.12}",
        "ip: 10.20.0.12}\n    - {name: hcc-lon-3, role: worker, ip: 10.20.0.13}");

    workplace.assertTold(workplace.plan(), INPUT_WRONG, "worker", "--> hcc.yaml:13:");
  }

  @Test
  void aSecretThatNoSourceHasIsFoundBeforeApply() throws IOException {
    workplace.inventory("{env: ROOT_PASSWORD}", "{env: RO0T_PASSWORD}, {file: root.txt}");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run,
        INPUT_WRONG,
        "error: no source has the secret \"root-password\"",
        "--> site.yaml:14:",
        "the environment variable RO0T_PASSWORD and the file root.txt",
        "Provide one of them");
    workplace.assertGolden("secret-unavailable", run);
  }

  @Test
  void aSecretThatNobodyDeclaresIsNoted() throws IOException {
    workplace.blueprint("${secret:root-password}", "${secret:root-pasword}");

    workplace.assertTold(
        workplace.plan(),
        INPUT_WRONG,
        "error: the inventory file declares no secret \"root-pasword\"",
        "--> hcc.yaml:9:19",
        "Did you mean \"root-password\"?");
  }

  @Test
  void aSecretInPlainTextIsRefusedAndNotShown() throws IOException {
    workplace.blueprint("${secret:root-password}", "hunter2-plain");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(run, INPUT_WRONG, "--> hcc.yaml:9:19", "${secret:");
    assertThat(run.err()).doesNotContain("hunter2-plain");
    workplace.assertGolden("plaintext-secret", run);
  }

  @Test
  void aBadUrlOfTheVCenterHasAPlace() throws IOException {
    for (String url : new String[] {"htp://vc", "https://", "https://vc:99999/sdk", "ht tp://vc"}) {
      Workplace other = new Workplace(folder.resolve("url" + url.hashCode())).onVCenter(url);

      other.assertTold(
          other.plan(),
          INPUT_WRONG,
          "error: this is not the URL of a vCenter",
          "--> site.yaml:16:10",
          "Such as https://vcenter.example/sdk");
    }
  }

  @Test
  void aBadUrlFromTheEnvironmentSaysSo() throws IOException {
    workplace.inventory(Workplace.VCENTER, "");
    workplace
        .shell()
        .with("VSPHERE_SERVER", "ftp://vc")
        .with("VSPHERE_USER", "user")
        .with("VSPHERE_PASSWORD", "pass");

    workplace.assertTold(
        workplace.plan(),
        INPUT_WRONG,
        "error: this is not the URL of a vCenter",
        "--> site.yaml:4:1",
        "It was taken from VSPHERE_SERVER.");
  }

  @Test
  void anUnusablePrivateKeyHasAPlace() throws IOException {
    workplace
        .write("key", "this is no key")
        .inventory("{user: ccadmin}", "{user: ccadmin, privateKey: key}");

    workplace.assertTold(
        workplace.plan(), INPUT_WRONG, "private key key cannot be used", "--> site.yaml:12:36");
  }

  @Test
  void allProblemsOfAllFilesAreToldTogether() throws IOException {
    workplace
        .blueprint("podType: on-premises", "podTyp: on-premises")
        .blueprint("${secret:root-password}", "${secret:rootpassword}")
        .blueprint("role: worker", "role: wroker")
        .blueprint(Workplace.PACKAGE, "packages/horizon-connector.ova")
        .inventory("{user: ccadmin}", "{usr: ccadmin}")
        .inventory("gateway: 10.20.0.1", "gateway: 10.20.0.256");

    CommandLineRun run = workplace.plan();

    workplace.assertTold(
        run, INPUT_WRONG, "podTyp", "wroker", "horizon-connector.ova", "usr", "10.20.0.256");
    workplace.assertGolden("several-files", run);
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    CommandLineRun run = workplace.shell().run("plan", "hc.yaml", "-i", "sites.yaml");

    workplace.assertTold(run, INPUT_WRONG, "hc.yaml", "sites.yaml");
    workplace.assertGolden("files-missing", run);
  }
}
