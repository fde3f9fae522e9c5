package dev.slipway.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.CommandLineRun;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.HeldLock;
import dev.slipway.model.ObservedCluster;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.ObservationQuery;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.ShellTarget;
import dev.slipway.port.ShellTarget.HostKeyTrust;
import dev.slipway.port.VCenter;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.ssh.JschShells;
import dev.slipway.ssh.SshKeys;
import dev.slipway.testing.Vcsim;
import dev.slipway.vsphere.VSphere;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A blueprint of two nodes with all that it meets: a simulated vCenter and, on addresses of
 * loopback, scripted appliances that answer over SSH. The worker's commands pass a gate.
 */
final class ClusterOnVcsim implements AutoCloseable {
  static final String PRIMARY = "hcc-lon-1";
  static final String WORKER = "hcc-lon-2";
  private static final String PRIMARY_ADDRESS = "127.0.0.11";
  private static final String WORKER_ADDRESS = "127.0.0.12";
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Placement PLACEMENT =
      new Placement(
          "LON", "mgmt-01", "vsan-01", "Horizon/Connectors", Map.of("VM Network", "horizon-mgmt"));

  private final Path folder;
  private final Path key;
  private final Vcsim vcsim;
  private final VCenterGate gate;
  private final HttpClient http;
  private final SandboxAppliances appliances;
  private final GatedNode worker;
  private final int port;
  private final Map<String, String> environment =
      new HashMap<>(
          Map.of(
              "SLIPWAY_HOME", PROJECT.toString(),
              "HOSTNAME", "build-7",
              "VSPHERE_USER", "user",
              "VSPHERE_PASSWORD", "pass",
              "HCC_ROOT_PASSWORD", "correct horse battery staple"));

  private ClusterOnVcsim(Path folder, Vcsim vcsim, boolean gated)
      throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.vcsim = vcsim;
    http = vcsim.client();
    gate = new VCenterGate(vcsim.url());
    key = folder.resolve("ccadmin");
    SshKeys.generate(key);
    port = freePort();
    appliances =
        SandboxAppliances.open(
            PROJECT.resolve("templates/horizon-cloud-connector/sandbox.yaml"),
            folder.resolve("appliances"),
            new Diagnostics());
    powerOn(PRIMARY, PRIMARY_ADDRESS, "False");
    powerOn(WORKER, WORKER_ADDRESS, "True");
    appliances.listen(PRIMARY, new InetSocketAddress(PRIMARY_ADDRESS, port));
    worker =
        new GatedNode(new InetSocketAddress(WORKER_ADDRESS, port), () -> appliance(WORKER_ADDRESS));
    write(gated);
  }

  /** With TLS, its certificate pinned. */
  static ClusterOnVcsim start(Path folder, String... flags) throws Exception {
    return new ClusterOnVcsim(folder, Vcsim.start(flags), false);
  }

  /** Without TLS, and a gate between Slipway and vCenter. */
  static ClusterOnVcsim startGated(Path folder) throws Exception {
    return new ClusterOnVcsim(folder, Vcsim.start("-tls=false"), true);
  }

  private void write(boolean gated) throws IOException {
    Files.writeString(
        folder.resolve("blueprint.yaml"),
        """
        apiVersion: slipway/v1
        kind: ApplianceCluster
        metadata:
          name: hcc-london
        spec:
          appliance: horizon-cloud-connector
          package: %s
          acceptEula: true
          settings:
            podType: on-premises
            rootPassword: ${secret:hcc-root-password}
          nodes:
            - {name: %s, role: primary, ip: %s}
            - {name: %s, role: worker, ip: %s}
          availability:
            ha: {vmMonitoring: vmMonitoringOnly, restartPriority: high}
            separateHosts: required
        """
            .formatted(
                PROJECT.resolve("packages/horizon-cloud-connector.ova"),
                PRIMARY,
                PRIMARY_ADDRESS,
                WORKER,
                WORKER_ADDRESS));
    Files.writeString(
        folder.resolve("inventory.yaml"),
        """
        apiVersion: slipway/v1
        kind: Inventory
        metadata:
          name: vcsim
        spec:
          vcenter:
            url: %s
            username: ${env:VSPHERE_USER}
            password: ${env:VSPHERE_PASSWORD}
            %s
          placement:
            datacenter: LON
            cluster: mgmt-01
            datastore: vsan-01
            folder: Horizon/Connectors
            networks: {VM Network: horizon-mgmt}
          network: {netmask: 255.0.0.0, gateway: 127.0.0.1, dns: [127.0.0.1]}
          ssh: {user: ccadmin, port: %d, privateKey: ccadmin}
          secrets:
            hcc-root-password: [{env: HCC_ROOT_PASSWORD}]
        """
            .formatted(
                gated ? gate.url() : vcsim.url(),
                gated ? "" : "tls: {thumbprint: \"" + vcsim.thumbprintSha256() + "\"}",
                port));
  }

  /** Starts {@code apply} in a process of its own. */
  SlipwayProcess apply(String... options) throws IOException {
    return SlipwayProcess.start(
        folder,
        environment,
        arguments("apply", Stream.concat(Stream.of("--auto-approve"), Stream.of(options))));
  }

  /** Starts a command on the blueprint in a process of its own. */
  SlipwayProcess start(String command, String... options) throws IOException {
    return SlipwayProcess.start(folder, environment, arguments(command, Stream.of(options)));
  }

  /** Runs a command that is about no blueprint within this process. */
  CommandLineRun runAlone(String... arguments) {
    return shell().run(arguments);
  }

  private CommandLineRun.Shell shell() {
    CommandLineRun.Shell shell = new CommandLineRun.Shell(folder);
    environment.forEach(shell::with);
    return shell;
  }

  /** Runs a command on the blueprint within this process. */
  CommandLineRun run(String command, String... options) {
    return shell().run(arguments(command, Stream.of(options)));
  }

  private static String[] arguments(String command, Stream<String> options) {
    return Stream.concat(Stream.of(command, "blueprint.yaml", "-i", "inventory.yaml"), options)
        .toArray(String[]::new);
  }

  VCenterGate gate() {
    return gate;
  }

  GatedNode worker() {
    return worker;
  }

  /** A VM of the blueprint as vCenter shows it. */
  Optional<ObservedVm> vm(String name) throws InterruptedException {
    try (VCenter vcenter = connect()) {
      return vcenter.findVm(PLACEMENT.vm(name));
    }
  }

  /** The cluster as vCenter shows it. */
  ObservedCluster cluster() throws InterruptedException {
    try (VCenter vcenter = connect()) {
      return vcenter
          .observe(new ObservationQuery(PLACEMENT, List.of()))
          .cluster()
          .found()
          .orElseThrow();
    }
  }

  /** Where a VM of the blueprint stands. */
  VmPath path(String name) {
    return PLACEMENT.vm(name);
  }

  /** Takes the custom attributes off both VMs. */
  void forgetMarks() throws InterruptedException {
    try (VCenter vcenter = connect()) {
      for (String name : List.of(PRIMARY, WORKER)) {
        vcenter.mark(
            path(name),
            vm(name).orElseThrow().marks().keySet().stream()
                .collect(Collectors.toMap(Function.identity(), mark -> "")));
      }
    }
  }

  /** The locks that runs hold. */
  List<HeldLock> locks() throws InterruptedException {
    try (VCenter vcenter = connect()) {
      return vcenter.locks(PLACEMENT.datacenter()).list();
    }
  }

  /** Lets the leases of all locks end that nobody renews. */
  void outliveLocks() throws Exception {
    vcsim.pass(Duration.ofSeconds(91));
  }

  /** A session of the test's own. */
  VCenter connect() throws InterruptedException {
    return VSphere.connect(vcsim.endpoint());
  }

  /** The files that arrived at vCenter. */
  JsonNode uploads() throws Exception {
    return peer("uploads");
  }

  /** Puts another text into the blueprint. */
  void edit(String text, String replacement) throws IOException {
    Path blueprint = folder.resolve("blueprint.yaml");
    Files.writeString(blueprint, Files.readString(blueprint).replace(text, replacement));
  }

  /** Lets SSH go as a file in the format of ssh_config says. */
  void through(String sshConfig) throws IOException {
    Files.writeString(folder.resolve("ssh_config"), sshConfig);
    Path inventory = folder.resolve("inventory.yaml");
    Files.writeString(
        inventory,
        Files.readString(inventory)
            .replace("privateKey: ccadmin", "privateKey: ccadmin, configFile: ssh_config"));
  }

  /** The port that SSH of both nodes listens on. */
  int sshPort() {
    return port;
  }

  /** Whom a bastion shall let in. */
  List<String> publicKeys() {
    return List.of(SshKeys.publicKeyOf(key));
  }

  /** The table that the primary node prints. */
  String members() throws InterruptedException {
    try (RemoteShell shell = appliance(PRIMARY_ADDRESS)) {
      return shell
          .run(
              new RemoteShell.Command(
                  new Secret("kubectl get nodes -o wide --no-headers"), false, List.of(), LONG))
          .output();
    }
  }

  /** How often a method of the API was called. */
  int calls(String method) throws Exception {
    return peer("calls").path(method).asInt();
  }

  /** Of how many files bytes have arrived. */
  int uploadsBegun() throws Exception {
    int begun = 0;
    for (JsonNode upload : peer("uploads")) {
      begun += upload.path("bytes").asLong() > 0 ? 1 : 0;
    }
    return begun;
  }

  int sessions() throws Exception {
    return peer("sessions").asInt();
  }

  private JsonNode peer(String what) throws Exception {
    URI address = vcsim.url().resolve("/slipway/" + what);
    return new ObjectMapper()
        .readTree(
            http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body());
  }

  private void powerOn(String name, String address, String isWorker) {
    Map<String, String> properties =
        Map.of(
            "hcc.ip0", address,
            "hcc.worker_node", isWorker,
            "hcc.ccadmin_ssh_key", SshKeys.publicKeyOf(key) + " ccadmin@test");
    if (appliances.powerOn(name, properties).isEmpty()) {
      throw new IllegalStateException(name + " answers nowhere");
    }
  }

  private RemoteShell appliance(String address) throws InterruptedException {
    AddressResolver resolver = appliances.resolver();
    return new JschShells(resolver)
        .connect(
            new ShellTarget(
                address,
                ShellAccess.direct("ccadmin", 22, key, folder.resolve("test_known_hosts")),
                new HostKeyTrust.FirstContact("slipway test"),
                LONG));
  }

  private static int freePort() throws IOException {
    try (ServerSocket primary = new ServerSocket(0, 1, InetAddress.getByName(PRIMARY_ADDRESS));
        ServerSocket both =
            new ServerSocket(primary.getLocalPort(), 1, InetAddress.getByName(WORKER_ADDRESS))) {
      return both.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    worker.close();
    appliances.close();
    gate.close();
    http.close();
    vcsim.close();
  }
}
