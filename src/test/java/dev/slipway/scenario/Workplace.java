package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.testing.Golden;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with a blueprint that is right, an inventory file of the sandbox and the demonstration
 * package, to spoil in one place each, and a shell in it.
 */
final class Workplace {
  static final String BLUEPRINT = "hcc.yaml";
  static final String INVENTORY = "site.yaml";
  static final String PACKAGE = "packages/horizon-cloud-connector.ova";
  static final Path APPLIANCE = Path.of("templates/horizon-cloud-connector");
  static final String VCENTER = "  vcenter:\n    url: \"sandbox:\"\n";
  static final String PASSWORD = "correct-horse-battery";

  private static final Pattern THUMBPRINT = Pattern.compile("(?:[0-9A-F]{2}:){31}[0-9A-F]{2}");
  private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[\\w+/]{43}");
  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:\\d+");

  private final Path folder;
  private final CommandLineRun.Shell shell;

  Workplace(Path folder) throws IOException {
    this.folder = folder;
    this.shell = new CommandLineRun.Shell(folder).with("ROOT_PASSWORD", PASSWORD);
    write(
        BLUEPRINT,
        """
        apiVersion: slipway/v1
        kind: ApplianceCluster
        metadata: {name: hcc-london}
        spec:
          appliance: horizon-cloud-connector
          package: packages/horizon-cloud-connector.ova
          settings:
            podType: on-premises
            rootPassword: ${secret:root-password}
          nodes:
            - {name: hcc-lon-1, role: primary, ip: 10.20.0.11}
            - {name: hcc-lon-2, role: worker, ip: 10.20.0.12}
          availability:
            separateHosts: required
            ha: {vmMonitoring: vmMonitoringOnly}
          acceptEula: true
        """);
    write(
        INVENTORY,
        """
        apiVersion: slipway/v1
        kind: Inventory
        metadata: {name: sandbox}
        spec:
          placement:
            datacenter: LON
            cluster: mgmt-01
            datastore: vsan-01
            folder: Horizon
            networks: {VM Network: horizon-mgmt}
          network: {netmask: 255.255.255.0, gateway: 10.20.0.1, dns: [10.20.0.2]}
          ssh: {user: ccadmin}
          secrets:
            root-password: [{env: ROOT_PASSWORD}]
          vcenter:
            url: "sandbox:"
        """);
    Path archive = folder.resolve(PACKAGE);
    Files.createDirectories(archive.getParent());
    Files.createSymbolicLink(archive, Path.of(PACKAGE).toAbsolutePath());
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Lets the inventory file name a simulated vCenter, trusted by its thumbprint. */
  Workplace on(Vcsim vcsim) throws IOException {
    return onVCenter(vcsim.url().toString(), vcsim.thumbprintSha256());
  }

  /** Lets the inventory file name a vCenter that may not be one, with the JDK's trust. */
  Workplace onVCenter(String url) throws IOException {
    shell.with("VSPHERE_PASSWORD", "pass");
    return inventory(
        VCENTER,
        VCENTER.replace("sandbox:", url)
            + "    username: user\n    password: ${env:VSPHERE_PASSWORD}\n");
  }

  Workplace onVCenter(String url, String thumbprint) throws IOException {
    onVCenter(url);
    return inventory(
        "    username: user\n",
        "    tls:\n      thumbprint: \"" + thumbprint + "\"\n    username: user\n");
  }

  Workplace blueprint(String written, String instead) throws IOException {
    return edit(BLUEPRINT, written, instead);
  }

  Workplace inventory(String written, String instead) throws IOException {
    return edit(INVENTORY, written, instead);
  }

  /** Replaces what stands in a file exactly once. */
  Workplace edit(String name, String written, String instead) throws IOException {
    String text = Files.readString(file(name));
    assertThat(text).containsOnlyOnce(written);
    return write(name, text.replace(written, instead));
  }

  Workplace write(String name, String text) throws IOException {
    Files.createDirectories(file(name).resolveSibling("."));
    Files.writeString(file(name), text);
    return this;
  }

  /** Puts a package of its own in place of the link, to be damaged. */
  Path ownPackage() throws IOException {
    Path archive = file(PACKAGE);
    Files.delete(archive);
    return Files.copy(Path.of(PACKAGE), archive);
  }

  /** Copies the appliance definition to a folder for {@code --templates}, to be changed there. */
  Workplace withOwnTemplates() throws IOException {
    try (Stream<Path> files = Files.list(APPLIANCE).filter(Files::isRegularFile)) {
      for (Path file : files.toList()) {
        write("mine/horizon-cloud-connector/" + file.getFileName(), Files.readString(file));
      }
    }
    return this;
  }

  CommandLineRun.Shell shell() {
    return shell;
  }

  CommandLineRun validate(String... options) {
    return run("validate", options);
  }

  CommandLineRun plan(String... options) {
    return run("plan", options);
  }

  /** Applies without a question. */
  CommandLineRun apply(String... options) {
    return run(
        "apply",
        Stream.concat(Stream.of("--auto-approve"), Stream.of(options)).toArray(String[]::new));
  }

  private CommandLineRun run(String command, String... options) {
    return shell.run(
        Stream.concat(Stream.of(command, BLUEPRINT, "-i", INVENTORY), Stream.of(options))
            .toArray(String[]::new));
  }

  /** Fails unless the command ended so and said all of this on standard error. */
  void assertTold(CommandLineRun run, int exitCode, String... told) {
    String err = stable(run.err());
    assertThat(err).contains(told);
    assertThat(run.exitCode()).as(err).isEqualTo(exitCode);
    assertThat(List.of(run.err(), run.out()))
        .as("what no user shall see")
        .allSatisfy(text ->
            assertThat(text)
                .doesNotContainPattern("\\w+Exception|\\bjava\\.|dev\\.slipway\\.[a-z]+\\.[A-Z]")
                .doesNotContain("This is a bug", PASSWORD));
  }

  /** Fails unless all of standard error is as in the golden file of this case. */
  void assertGolden(String name, CommandLineRun run) throws IOException {
    Golden.check("diagnostics/" + name + "/expected.txt", stable(run.err()));
  }

  /** Without what differs from run to run. */
  private String stable(String text) {
    String named = text.replace(folder + "/", "");
    named = PORT.matcher(named).replaceAll("127.0.0.1:PORT");
    named = named.replaceAll("\\bvm-\\d+\\b", "vm-N");
    named = THUMBPRINT.matcher(named).replaceAll("THUMBPRINT");
    return FINGERPRINT.matcher(named).replaceAll("SHA256:FINGERPRINT");
  }
}
