package dev.slipway.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.lock.Locks;
import dev.slipway.model.LockHolder;
import dev.slipway.model.Marks;
import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.plan.Plan;
import dev.slipway.plan.Step;
import dev.slipway.plan.StepGraph;
import dev.slipway.port.Attendant;
import dev.slipway.port.Deployment;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.RemoteShells;
import dev.slipway.port.SecretStore;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.SqlStatements;
import dev.slipway.sandbox.SandboxAppliances;
import dev.slipway.sandbox.SandboxVCenter;
import dev.slipway.sequence.NodeShells;
import dev.slipway.sequence.Performers;
import dev.slipway.sequence.SequenceRunner;
import dev.slipway.template.VelocityTemplates;
import dev.slipway.testing.TinyPackage;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A VM that became somebody else's between plan and apply is left alone. */
class ForeignVmTest {
  private static final VmPath VM = new VmPath("LON", "", "node-1");
  private static final Placement PLACEMENT =
      new Placement("LON", "mgmt-01", "vsan-01", "", Map.of(TinyPackage.NETWORK, "horizon-mgmt"));

  @TempDir Path folder = Path.of("");

  @Test
  void isNeitherPoweredOffNorDestroyed() throws Exception {
    try (SandboxAppliances appliances =
            SandboxAppliances.open(
                Path.of("src/test/resources/sandbox/tiny.yaml"), folder, new Diagnostics());
        SandboxVCenter vcenter = SandboxVCenter.open(folder, appliances, InstantSource.system());
        OvfPackage ovfPackage = TinyPackage.in(folder, 1_000).open()) {
      vcenter.deploy(
          new Deployment(
              VM,
              PLACEMENT,
              ovfPackage,
              null,
              null,
              Map.of("ip", new Secret("10.20.0.11")),
              Marks.atBirth("theirs", "node-1")),
          (sent, total) -> {});
      vcenter.mark(VM, Marks.whenComplete("theirs", "node-1", "source"));
      vcenter.powerOn(VM);

      RunResult result =
          new Executor(runner(vcenter), new Executor.Limits(1, 1), event -> {})
              .execute(destroying());

      assertThat(result.diagnostics())
          .extracting(Diagnostic::code)
          .containsExactly("apply/world-changed");
      assertThat(vcenter.findVm(VM).orElseThrow().poweredOn()).isTrue();
    }
  }

  private static Plan destroying() {
    return new Plan(
        Plan.Operation.DESTROY,
        "ours",
        "digest",
        List.of(),
        new StepGraph(
            List.of(
                new StepGraph.Node(new Step.PowerOffVm("node-1", VM, "ours"), List.of()),
                new StepGraph.Node(new Step.DestroyVm("node-1", VM, "ours"), List.of()))),
        List.of());
  }

  private StepRunner runner(SandboxVCenter vcenter) {
    SecretStore secrets = value -> new Secret(value.display());
    RemoteShells nowhere =
        target -> {
          throw new IllegalStateException("nobody shall be spoken to");
        };
    NodeShells shells =
        new NodeShells(
            nowhere,
            address -> ShellAccess.direct("nobody", 22, null, folder.resolve("known_hosts")),
            duration -> {});
    return new StepRunner(
        vcenter,
        new Locks(
            vcenter.locks("LON"),
            new LockHolder("run", "anna", "build-7", 4711, "apply"),
            Thread::sleep),
        secrets,
        new SequenceSteps(
            "ours",
            vcenter,
            shells,
            new SequenceRunner(
                new Performers(
                    new VelocityTemplates(),
                    (host, port, timeout) -> false,
                    request -> new HttpRequests.Response(404, Map.of(), ""),
                    statement -> new SqlStatements.Result("none", "", ""),
                    vcenter,
                    Attendant.absent()),
                secrets,
                duration -> {}),
            secret -> {},
            duration -> {},
            null),
        new SeparationWait(vcenter, duration -> {}),
        duration -> {});
  }
}
