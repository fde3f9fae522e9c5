package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectSpec;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.PropertySpec;
import com.vmware.vim25.SelectionSpec;
import com.vmware.vim25.TraversalSpec;
import com.vmware.vim25.VirtualDevice;
import dev.slipway.diag.Category;
import dev.slipway.model.Secret;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.testing.Vcsim;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VSphereSessionTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private static Vcsim vcsim;

  @BeforeAll
  static void startPeer() {
    vcsim = Vcsim.start("-vms=3");
  }

  @AfterAll
  static void stopPeer() {
    if (vcsim != null) {
      vcsim.close();
    }
  }

  @Test
  void logsInAndOut() throws Exception {
    VSphereSession session = VSphereSession.open(vcsim.endpoint());
    assertThat(session.content().getAbout().getApiType()).isEqualTo("VirtualCenter");

    session.close();
    session.close();
  }

  @Test
  void tellsOfAWrongPasswordWithoutShowingIt() {
    VCenterEndpoint good = vcsim.endpoint();
    VCenterEndpoint endpoint =
        new VCenterEndpoint(good.url(), good.username(), new Secret("wr0ng & <bad>"), good.trust());

    assertThatThrownBy(() -> VSphereSession.open(endpoint))
        .isInstanceOfSatisfying(
            PortException.class,
            e -> {
              assertThat(e.code()).isEqualTo("vcenter/invalid-login");
              assertThat(e.category()).isEqualTo(Category.ENVIRONMENT);
              assertThat(e.toDiagnostic().toString()).doesNotContain("wr0ng");
            });
  }

  @Test
  void readsPropertiesOfObjectsOfSeveralTypes() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      ManagedObjectReference vm = anyVm(session);

      Map<ManagedObjectReference, Map<String, Object>> found =
          session.retrieve(
              "read",
              "the inventory",
              List.of(vm, session.content().getRootFolder()),
              "name",
              "declaredAlarmState");

      assertThat(found.get(session.content().getRootFolder())).containsKey("name");
      assertThat(found.get(vm))
          .hasEntrySatisfying("name", v -> assertThat(v).isInstanceOf(String.class));
    }
  }

  @Test
  void readsWrappedArraysAsJavaArrays() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      ManagedObjectReference vm = anyVm(session);

      assertThat(
              session
                  .retrieve("read", "a VM", List.of(vm), "network", "config.hardware.device")
                  .get(vm))
          .hasEntrySatisfying(
              "network", v -> assertThat(v).isInstanceOf(ManagedObjectReference[].class))
          .hasEntrySatisfying(
              "config.hardware.device", v -> assertThat(v).isInstanceOf(VirtualDevice[].class));
    }
  }

  @Test
  void leavesOutObjectsThatVanished() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      ManagedObjectReference vm = anyVm(session);

      assertThat(
              session.retrieve(
                  "read", "VMs", List.of(vm, reference("VirtualMachine", "vm-0")), "name"))
          .containsOnlyKeys(vm);
    }
  }

  @Test
  void logsInAgainWhenTheSessionHasEnded() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      session.vim().logout(session.content().getSessionManager());

      assertThat(anyVm(session)).isNotNull();
    }
  }

  @Test
  void doesNotRepeatAChangeWhenTheSessionHasEnded() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      ManagedObjectReference root = session.content().getRootFolder();
      session.vim().logout(session.content().getSessionManager());

      assertThatThrownBy(
              () -> session.call("create", "folder f", vim -> vim.createFolder(root, "f")))
          .isInstanceOfSatisfying(
              PortException.class, e -> assertThat(e.code()).isEqualTo("vcenter/session-expired"));
      ManagedObjectReference folder =
          session.call("create", "folder f", vim -> vim.createFolder(root, "f"));
      session.awaitTask(
          session.call("destroy", "folder f", vim -> vim.destroy_Task(folder)),
          "destroy",
          "folder f",
          LONG);
    }
  }

  @Test
  void tellsThatANameIsTaken() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      ManagedObjectReference root = session.content().getRootFolder();
      String name = "a & b <c> \"d\" 'e' ü 😀";
      session.call("create", "folder", vim -> vim.createFolder(root, name));

      assertThatThrownBy(
              () -> session.call("create", "folder x", vim -> vim.createFolder(root, name)))
          .isInstanceOfSatisfying(
              PortException.class,
              e -> {
                assertThat(e.code()).isEqualTo("vcenter/duplicate-name");
                assertThat(e.getMessage()).contains(name).contains("cannot create folder x");
              });
    }
  }

  @Test
  void refusesTextThatXmlCannotCarry() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      ManagedObjectReference root = session.content().getRootFolder();

      assertThatThrownBy(
              () -> session.call("create", "folder", vim -> vim.createFolder(root, "a\u0000b")))
          .isInstanceOfSatisfying(
              PortException.class,
              e -> {
                assertThat(e.code()).isEqualTo("vcenter/unsendable-text");
                assertThat(e.category()).isEqualTo(Category.USER);
              });
    }
  }

  @Test
  void awaitsTasks() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      ManagedObjectReference vm = anyVm(session);
      session.awaitTask(
          session.call("power off", "VM", vim -> vim.powerOffVM_Task(vm)), "power off", "VM", LONG);

      ManagedObjectReference again =
          session.call("power off", "VM", vim -> vim.powerOffVM_Task(vm));
      assertThatThrownBy(() -> session.awaitTask(again, "power off", "VM x", LONG))
          .isInstanceOfSatisfying(
              PortException.class,
              e -> {
                assertThat(e.code()).isEqualTo("vcenter/fault");
                assertThat(e.getMessage()).contains("cannot power off VM x: InvalidPowerState");
              });
      session.awaitTask(
          session.call("power on", "VM", vim -> vim.powerOnVM_Task(vm, null)),
          "power on",
          "VM",
          LONG);
    }
  }

  @Test
  void awaitsPropertiesUntilTheyAreAsWanted() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      ManagedObjectReference root = session.content().getRootFolder();
      ManagedObjectReference folder =
          session.call("create", "folder", vim -> vim.createFolder(root, "before"));
      CountDownLatch seen = new CountDownLatch(1);
      FutureTask<Optional<String>> wait =
          new FutureTask<>(() ->
              session.awaitProperties(
                  folder,
                  List.of("name"),
                  values -> {
                    seen.countDown();
                    return Optional.ofNullable((String) values.get("name")).filter("after"::equals);
                  },
                  LONG));
      Thread.ofVirtual().start(wait);
      assertThat(seen.await(1, TimeUnit.MINUTES)).isTrue();

      session.awaitTask(
          session.call("rename", "folder", vim -> vim.rename_Task(folder, "after")),
          "rename",
          "folder",
          LONG);

      assertThat(wait.get(1, TimeUnit.MINUTES)).contains("after");
    }
  }

  @Test
  void givesNothingWhenTheDeadlinePassed() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      assertThat(
              session.awaitProperties(
                  session.content().getRootFolder(),
                  List.of("name"),
                  values -> Optional.empty(),
                  Duration.ZERO))
          .isEmpty();
    }
  }

  @Test
  void tellsThatAnAwaitedObjectVanished() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      ManagedObjectReference root = session.content().getRootFolder();
      ManagedObjectReference folder =
          session.call("create", "folder", vim -> vim.createFolder(root, "doomed"));
      CountDownLatch seen = new CountDownLatch(1);
      FutureTask<Optional<String>> wait =
          new FutureTask<>(() ->
              session.awaitProperties(
                  folder,
                  List.of("name"),
                  values -> {
                    seen.countDown();
                    return Optional.empty();
                  },
                  LONG));
      Thread.ofVirtual().start(wait);
      assertThat(seen.await(1, TimeUnit.MINUTES)).isTrue();

      session.awaitTask(
          session.call("destroy", "folder", vim -> vim.destroy_Task(folder)),
          "destroy",
          "folder",
          LONG);

      assertThatThrownBy(() -> wait.get(1, TimeUnit.MINUTES))
          .cause()
          .isInstanceOfSatisfying(
              PortException.class, e -> assertThat(e.code()).isEqualTo("vcenter/object-vanished"));
    }
  }

  @Test
  void leavesAWaitAtOnceWhenInterrupted() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      CountDownLatch seen = new CountDownLatch(1);
      FutureTask<Optional<String>> wait =
          new FutureTask<>(() ->
              session.awaitProperties(
                  session.content().getRootFolder(),
                  List.of("name"),
                  values -> {
                    seen.countDown();
                    return Optional.empty();
                  },
                  Duration.ofDays(1)));
      Thread thread = Thread.ofPlatform().start(wait);
      assertThat(seen.await(1, TimeUnit.MINUTES)).isTrue();

      thread.interrupt();

      assertThatThrownBy(() -> wait.get(1, TimeUnit.MINUTES))
          .cause()
          .isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void leavesATaskAtOnceWhenInterrupted() throws Exception {
    try (VSphereSession session = VSphereSession.open(vcsim.endpoint())) {
      ManagedObjectReference vm = anyVm(session);
      ManagedObjectReference task = session.call("power off", "VM", vim -> vim.powerOffVM_Task(vm));
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> session.awaitTask(task, "power off", "VM", LONG))
          .isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
      session.awaitTask(
          session.call("power on", "VM", vim -> vim.powerOnVM_Task(vm, null)),
          "power on",
          "VM",
          LONG);
    }
  }

  private static ManagedObjectReference anyVm(VSphereSession session) throws InterruptedException {
    return session.retrieve("read", "the inventory", List.of(everyVm(session))).keySet().stream()
        .findFirst()
        .orElseThrow();
  }

  /** Walks datacenter, VM folder, VM. */
  private static PropertyFilterSpec everyVm(VSphereSession session) {
    SelectionSpec toChildren = new SelectionSpec();
    toChildren.setName("children");
    TraversalSpec toFolder = new TraversalSpec();
    toFolder.setType("Datacenter");
    toFolder.setPath("vmFolder");
    toFolder.setSelectSet(new SelectionSpec[] {toChildren});
    TraversalSpec children = new TraversalSpec();
    children.setName("children");
    children.setType("Folder");
    children.setPath("childEntity");
    children.setSelectSet(new SelectionSpec[] {toChildren, toFolder});
    ObjectSpec root = new ObjectSpec();
    root.setObj(session.content().getRootFolder());
    root.setSkip(true);
    root.setSelectSet(new SelectionSpec[] {children});
    PropertySpec wanted = new PropertySpec();
    wanted.setType("VirtualMachine");
    wanted.setPathSet(new String[] {"name"});
    PropertyFilterSpec filter = new PropertyFilterSpec();
    filter.setObjectSet(new ObjectSpec[] {root});
    filter.setPropSet(new PropertySpec[] {wanted});
    return filter;
  }

  private static ManagedObjectReference reference(String type, String value) {
    ManagedObjectReference reference = new ManagedObjectReference();
    reference.setType(type);
    reference.setVal(value);
    return reference;
  }
}
