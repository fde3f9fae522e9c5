package dev.slipway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.model.Bindings;
import dev.slipway.model.Desired.NodeSequenceSpec;
import dev.slipway.model.Extraction;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.Secret;
import dev.slipway.model.SequenceSpec;
import dev.slipway.model.SequenceSpec.Outcome;
import dev.slipway.model.SequenceStep;
import dev.slipway.model.SequenceStep.Capture;
import dev.slipway.model.StepAction.Prompt;
import dev.slipway.model.StepProof;
import dev.slipway.model.Value;
import dev.slipway.model.VmPath;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.Attendant;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.RemoteShell.Answer;
import dev.slipway.port.RemoteShell.Command;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.ShellTarget;
import dev.slipway.port.ShellTarget.HostKeyTrust;
import dev.slipway.port.SqlStatements;
import dev.slipway.port.VCenter;
import dev.slipway.sequence.Captured;
import dev.slipway.sequence.Captures;
import dev.slipway.sequence.Performers;
import dev.slipway.sequence.ProofResult;
import dev.slipway.sequence.SequenceRunner;
import dev.slipway.ssh.JschShells;
import dev.slipway.ssh.SshKeys;
import dev.slipway.template.VelocityTemplates;
import dev.slipway.testing.StepBuilder;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The join of the shipped appliance, over real SSH. */
class SandboxAppliancesTest {
  private static final Path SCRIPT = Path.of("templates/horizon-cloud-connector/sandbox.yaml");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String PRIMARY = "10.20.0.11";
  private static final String WORKER = "10.20.0.12";
  private static final String READY = "(?m)^\\S+\\s+Ready(,\\S+)?\\s.*\\s${node.ip}(\\s|$)";

  private final SequenceRunner runner =
      new SequenceRunner(
          new Performers(
              new VelocityTemplates(),
              (host, port, timeout) -> false,
              request -> new HttpRequests.Response(404, Map.of(), ""),
              statement -> new SqlStatements.Result("none", "", ""),
              (VCenter)
                  Proxy.newProxyInstance(
                      VCenter.class.getClassLoader(),
                      new Class<?>[] {VCenter.class},
                      (proxy, method, arguments) -> {
                        throw new AssertionError(method);
                      }),
              Attendant.absent()),
          value -> new Secret(value.display()),
          duration -> {});
  private final Bindings bindings =
      Bindings.of(
          Map.of(
              "node.ip", Value.plain(WORKER),
              "primary.ip", Value.plain(PRIMARY),
              "settings.sudo", Value.plain("false"),
              "settings.primaryScript", Value.plain("/opt/vmware/sbin/primary-cluster-config.sh")));

  @TempDir Path folder;
  private Path key;
  private SandboxAppliances appliances;

  @BeforeEach
  void openSandbox() {
    key = folder.resolve("ccadmin");
    SshKeys.generate(key);
    appliances = open();
  }

  @AfterEach
  void closeSandbox() {
    appliances.close();
  }

  private SandboxAppliances open() {
    return SandboxAppliances.open(SCRIPT, folder.resolve("state"), new Diagnostics());
  }

  private Map<String, String> properties(String address, String worker) {
    return new HashMap<>(
        Map.of(
            "hcc.ip0", address,
            "hcc.worker_node", worker,
            "hcc.ccadmin_ssh_key", SshKeys.publicKeyOf(key) + " ccadmin@test"));
  }

  private void powerOnBoth() {
    assertThat(appliances.powerOn("hcc-1", properties(PRIMARY, "False"))).contains(PRIMARY);
    assertThat(appliances.powerOn("hcc-2", properties(WORKER, "True"))).contains(WORKER);
  }

  private RemoteShell connect(String address) throws InterruptedException {
    return connect(appliances.resolver(), address, 22);
  }

  private RemoteShell connect(AddressResolver resolver, String address, int port)
      throws InterruptedException {
    return new JschShells(resolver)
        .connect(
            new ShellTarget(
                address,
                ShellAccess.direct("ccadmin", port, key, folder.resolve("known_hosts")),
                new HostKeyTrust.FirstContact("slipway test"),
                LONG));
  }

  private static SequenceStep request() {
    return StepBuilder.step("request")
        .on("primary")
        .action(
            StepBuilder.shell(
                "#if($settings.sudo)sudo #end$settings.primaryScript -as $node.ip",
                new Prompt("continue connecting", "yes")))
        .timeout(LONG)
        .captures(
            new Capture(
                "joinCommand",
                new Extraction.Text("(?m)^\\s*(?<joinCommand>/\\S+ -a .*\\S)\\s*$", "joinCommand"),
                true,
                "/opt/vmware/sbin/[\\w.-]+ -a ${primary.ip} [\\w.:=+/~-]+ [\\w.:=+/~-]+"))
        .build();
  }

  private static SequenceStep join() {
    return StepBuilder.step("join").action(StepBuilder.captured("joinCommand")).build();
  }

  private static StepProof proof() {
    return StepBuilder.proof("primary", "kubectl get nodes -o wide", READY);
  }

  private NodeSequenceSpec nodeSequence(Bindings bindings) {
    NodeTarget primary = node("hcc-1", "primary", PRIMARY);
    NodeTarget worker = node("hcc-2", "worker", WORKER);
    return new NodeSequenceSpec(
        worker,
        List.of(primary, worker),
        new SequenceSpec("join", "worker", Outcome.MEMBERSHIP, proof(), List.of()),
        bindings);
  }

  private static NodeTarget node(String name, String role, String ip) {
    return new NodeTarget(name, role, ip, new VmPath("LON", "", name));
  }

  private RemoteShell connect(NodeTarget node) throws InterruptedException {
    return connect(node.ip());
  }

  private Captured run(SequenceStep step, Bindings with, Captures captures)
      throws InterruptedException {
    NodeSequenceSpec nodeSequence = nodeSequence(with);
    return runner.run(
        step, nodeSequence, nodeSequence.nodesFor(step).getFirst(), captures, this::connect);
  }

  private Captures requestJoin() throws InterruptedException {
    return run(request(), bindings, Captures.none()).captures();
  }

  private void joinWith(Captures captures) throws InterruptedException {
    run(join(), bindings, captures);
  }

  private ProofResult prove() throws InterruptedException {
    return runner.prove(proof(), nodeSequence(bindings), Captures.none(), this::connect);
  }

  private static Command command(String text) {
    return new Command(new Secret(text), false, List.of(), LONG);
  }

  @Test
  void aWorkerJoinsAndTheMembersProveIt() throws Exception {
    powerOnBoth();
    assertThat(prove())
        .isInstanceOfSatisfying(
            ProofResult.Missing.class,
            outcome -> assertThat(outcome.reason()).contains("does not show what is expected"));
    joinWith(requestJoin());
    assertThat(prove()).isEqualTo(new ProofResult.Given());
  }

  @Test
  void aRunThatWasCutBetweenTheCommandsIsRunAgainInALaterProcess() throws Exception {
    powerOnBoth();
    Captures lost = requestJoin();
    String fingerprint;
    try (RemoteShell shell = connect(PRIMARY)) {
      fingerprint = shell.hostKeyFingerprint();
    }
    appliances.close();
    appliances = open();
    Captures fresh = requestJoin();
    assertThat(fresh).isNotEqualTo(lost);
    assertThat(catchThrowableOfType(PortException.class, () -> joinWith(lost)))
        .hasMessageContaining("did not accept the token");
    assertThat(prove()).isInstanceOf(ProofResult.Missing.class);
    joinWith(fresh);
    assertThat(prove()).isEqualTo(new ProofResult.Given());
    try (RemoteShell shell = connect(PRIMARY)) {
      assertThat(shell.hostKeyFingerprint()).isEqualTo(fingerprint);
    }
  }

  @Test
  void aCommandThatNamesAnotherPrimaryIsRefused() throws Exception {
    powerOnBoth();
    Bindings elsewhere = bindings.with("primary.ip", Value.plain("10.20.0.99"));
    PortException refusal =
        catchThrowableOfType(PortException.class, () -> run(request(), elsewhere, Captures.none()));
    assertThat(refusal.code()).isEqualTo("sequence/capture-refused");
    assertThat(refusal)
        .hasMessageContaining("primary.ip is 10.20.0.99")
        .hasMessageContaining("names the address " + PRIMARY);
    String token1 =
        new MachineStore(folder.resolve("state")).find("hcc-1").orElseThrow().facts().get("token1");
    assertThat(token1).hasSize(24);
    assertThat(refusal).hasMessageNotContaining(token1);
  }

  @Test
  void anotherAnswerThanYesAborts() throws Exception {
    powerOnBoth();
    try (RemoteShell primary = connect(PRIMARY)) {
      RemoteShell.Result result =
          primary.run(
              new Command(
                  new Secret("sudo /opt/vmware/sbin/primary-cluster-config.sh -as " + WORKER),
                  true,
                  List.of(new Answer(Pattern.compile("yes/no"), new Secret("no"))),
                  LONG));
      assertThat(result.exitStatus()).isEqualTo(1);
      assertThat(result.output()).endsWith("(yes/no)? no\nHost key verification failed.\n");
    }
  }

  @Test
  void theMembersAreShownAsKubectlDoes() throws Exception {
    powerOnBoth();
    joinWith(requestJoin());
    try (RemoteShell primary = connect(PRIMARY)) {
      List<String> lines =
          primary.run(command("kubectl get nodes -o wide")).output().lines().toList();
      assertThat(lines).hasSize(3);
      assertThat(lines.get(0))
          .startsWith(
              "NAME    STATUS   ROLES                  AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE");
      assertThat(lines.get(1))
          .matches("hcc-1   Ready    control-plane,master   10m   v\\S+   10.20.0.11    <none> .*");
      assertThat(lines.get(2))
          .matches("hcc-2   Ready    <none>                 10m   v\\S+   10.20.0.12    <none> .*");
      assertThat(
              primary.run(command("sudo kubectl get nodes -o wide --no-headers")).output().lines())
          .hasSize(2);
      appliances.powerOff("hcc-2");
      assertThat(primary.run(command("kubectl get nodes -o wide")).output()).contains("NotReady");
    }
  }

  @Test
  void aRemovedWorkerIsNoMemberAndANewOneOfItsNameHasANewKey() throws Exception {
    powerOnBoth();
    joinWith(requestJoin());
    String before;
    try (RemoteShell worker = connect(WORKER)) {
      before = worker.hostKeyFingerprint();
    }
    appliances.remove("hcc-2");
    assertThat(prove()).isInstanceOf(ProofResult.Missing.class);
    appliances.powerOn("hcc-2", properties(WORKER, "true"));
    assertThat(prove()).isInstanceOf(ProofResult.Missing.class);
    try (RemoteShell worker = connect(WORKER)) {
      assertThat(worker.hostKeyFingerprint()).isNotEqualTo(before);
    }
  }

  @Test
  void kubectlIsRefusedOnAWorkerAndUnknownCommandsAreNotFound() throws Exception {
    powerOnBoth();
    try (RemoteShell worker = connect(WORKER)) {
      RemoteShell.Result refused = worker.run(command("kubectl get nodes -o wide"));
      assertThat(refused.exitStatus()).isEqualTo(1);
      assertThat(refused.errors()).contains("was refused");
      assertThat(worker.run(command("reboot now")))
          .isEqualTo(new RemoteShell.Result(127, "", "bash: reboot: command not found\n"));
    }
  }

  @Test
  void onlyTheAuthorizedKeyOfTheUserIsAccepted() {
    powerOnBoth();
    SshKeys.generate(key);
    assertThat(catchThrowableOfType(PortException.class, () -> connect(PRIMARY)).code())
        .isEqualTo("ssh/authentication-refused");
  }

  @Test
  void noOtherAddressIsEverContacted() {
    powerOnBoth();
    appliances.powerOff("hcc-2");
    for (String address : List.of("10.20.0.99", WORKER, "127.0.0.1")) {
      assertThat(catchThrowableOfType(PortException.class, () -> connect(address)).code())
          .isEqualTo("sandbox/unknown-address");
    }
    assertThat(appliances.resolver().resolve(PRIMARY, 22).getAddress().isLoopbackAddress())
        .isTrue();
  }

  @Test
  void aVmWithoutAnAddressReportsNone() {
    assertThat(appliances.powerOn("bare", Map.of())).isEmpty();
  }

  @Test
  void listensAtAFixedAddressToo() throws Exception {
    InetSocketAddress fixed;
    try (ServerSocket free =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 11}))) {
      fixed = new InetSocketAddress(free.getInetAddress(), free.getLocalPort());
    }
    appliances.powerOn("hcc-1", properties("127.0.0.11", "False"));
    appliances.listen("hcc-1", fixed);
    try (RemoteShell shell = connect(AddressResolver.direct(), "127.0.0.11", fixed.getPort())) {
      assertThat(shell.run(command("kubectl get nodes -o wide")).exitStatus()).isZero();
    }
    assertThat(appliances.resolver().resolve("127.0.0.11", 22)).isEqualTo(fixed);
  }

  @Test
  void whatIsWrongInAScriptIsSaidWhere() throws Exception {
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.yaml"),
            """
            apiVersion: slipway/v1
            kind: SandboxAppliance
            metadata: {name: wrong}
            spec:
              address: ip
              personalitys: {}
              ssh:
                user: me
                authorizedKey: key
                commands:
                  - {on: any, run: '(', steps: []}
                  - {on: any, run: x, steps: [{prints: x}]}
            """);
    assertThatThrownBy(() -> SandboxAppliances.open(wrong, folder, new Diagnostics()))
        .isInstanceOfSatisfying(
            DiagnosedException.class,
            e ->
                assertThat(e.diagnostics())
                    .extracting(Diagnostic::code)
                    .contains(
                        "sandbox/unknown-key",
                        "sandbox/malformed-expression",
                        "sandbox/unknown-step"));
  }
}
