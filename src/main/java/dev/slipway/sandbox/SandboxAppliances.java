package dev.slipway.sandbox;

import dev.slipway.diag.Category;
import dev.slipway.diag.Diagnostics;
import dev.slipway.port.AddressResolver;
import dev.slipway.port.GuestOperations;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.PortException;
import dev.slipway.port.SqlStatements;
import dev.slipway.port.TemplateRenderer;
import dev.slipway.sandbox.ApplianceScript.Service;
import dev.slipway.sandbox.ApplianceScript.Step;
import dev.slipway.template.VelocityTemplates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The appliances of the sandbox's VMs, which answer over real SSH and HTTP on loopback as a script
 * says. What they remember is kept in a file, so that a later process goes on with them. Safe for
 * several threads.
 */
public final class SandboxAppliances implements AutoCloseable {
  private final List<ApplianceScript> scripts;
  private final MachineStore store;
  private final Path folder;
  private final TemplateRenderer templates = new VelocityTemplates();
  private final Map<Door, Listener> listeners = new HashMap<>();

  /** A port of the planned address of a VM. */
  private record Door(String vm, int port) {}

  private SandboxAppliances(List<ApplianceScript> scripts, Path folder) {
    this.scripts = scripts;
    this.folder = folder;
    this.store = new MachineStore(folder);
  }

  /**
   * Reads the script; nothing is started before it is asked for.
   *
   * @param stateFolder made at the first change
   * @throws dev.slipway.diag.DiagnosedException when there are errors, with all of {@code
   *     diagnostics}
   */
  public static SandboxAppliances open(Path scriptFile, Path stateFolder, Diagnostics diagnostics) {
    return open(List.of(scriptFile), stateFolder, diagnostics);
  }

  /**
   * Reads the scripts of several appliances, whose personalities differ by name: a VM is of the
   * first one that finds its address and one of its personalities in the VM's OVF properties.
   *
   * @param stateFolder made at the first change
   * @throws dev.slipway.diag.DiagnosedException when there are errors, with all of {@code
   *     diagnostics}
   */
  public static SandboxAppliances open(
      List<Path> scriptFiles, Path stateFolder, Diagnostics diagnostics) {
    List<ApplianceScript> scripts =
        scriptFiles.stream()
            .flatMap(file -> ScriptReading.read(file, diagnostics).stream())
            .toList();
    diagnostics.throwIfErrors();
    return new SandboxAppliances(scripts, stateFolder);
  }

  private ApplianceScript scriptOf(String vm) {
    return store.find(vm).map(this::scriptOf).orElseGet(scripts::getFirst);
  }

  private ApplianceScript scriptOf(Machine machine) {
    return scripts.stream()
        .filter(script -> script.knows(machine.personality()))
        .findFirst()
        .orElse(scripts.getFirst());
  }

  /**
   * Starts the appliance of a VM that is powered on.
   *
   * @return the address that its guest reports; empty when its OVF properties give none, and then
   *     it answers nowhere
   */
  public synchronized Optional<String> powerOn(String vm, Map<String, String> ovfProperties) {
    return scripts.stream()
        .filter(script -> !script.address(ovfProperties).isEmpty())
        .filter(script -> script.personality(ovfProperties).isPresent())
        .findFirst()
        .map(script -> powerOn(vm, script, ovfProperties, script.address(ovfProperties)));
  }

  /** What there is to clone from. */
  SandboxOrigins origins() {
    return SandboxOrigins.of(scripts.stream().map(ApplianceScript::origins).toList());
  }

  /**
   * As {@link #powerOn(String, Map)}, where something else than a property gives the address.
   *
   * @param template the path of the template that the VM comes from; empty for none
   */
  synchronized Optional<String> powerOn(
      String vm, Map<String, String> ovfProperties, String address, String template) {
    List<ApplianceScript> fitting =
        scripts.stream().filter(script -> script.personality(ovfProperties).isPresent()).toList();
    return fitting.stream()
        .filter(script -> script.origins().templates().containsKey(template))
        .findFirst()
        .or(() -> fitting.stream().findFirst())
        .filter(script -> !address.isEmpty())
        .map(script -> powerOn(vm, script, ovfProperties, address));
  }

  private String powerOn(
      String vm, ApplianceScript script, Map<String, String> ovfProperties, String address) {
    String personality = script.personality(ovfProperties).orElseThrow();
    stop(vm);
    boolean known = store.find(vm).isPresent();
    store.update(machines -> {
      Optional<Machine> before = Optional.ofNullable(machines.get(vm));
      machines.put(
          vm,
          new Machine(
              vm,
              address,
              personality,
              ovfProperties.getOrDefault(script.ssh().authorizedKey(), ""),
              true,
              before.map(Machine::facts).orElse(Map.of()),
              before.map(Machine::hostKey).orElseGet(StoredKey::generate)));
    });
    if (!known) {
      run(vm, script.firstPowerOn());
    }
    return address;
  }

  private void run(String machine, List<Step> steps) {
    try {
      new ScriptRun(store, templates, machine, new Page()).runSteps(steps);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void forget(Path files) {
    try {
      if (Files.exists(files)) {
        try (Stream<Path> all = Files.walk(files)) {
          for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a VM that was cloned what its source remembers, its host key too. */
  synchronized void copy(String source, String vm) {
    store
        .find(source)
        .ifPresent(known ->
            store.update(machines ->
                machines.put(
                    vm,
                    new Machine(
                        vm,
                        known.address(),
                        known.personality(),
                        known.authorizedKey(),
                        false,
                        known.facts(),
                        known.hostKey()))));
  }

  /** Stops the appliance of a VM; it keeps what it remembers. */
  public synchronized void powerOff(String vm) {
    stop(vm);
    if (store.find(vm).isPresent()) {
      store.update(machines -> machines.computeIfPresent(vm, (name, known) -> known.poweredOff()));
    }
  }

  /** Forgets a VM with its facts, its memberships and its host key. */
  public synchronized void remove(String vm) {
    stop(vm);
    if (store.find(vm).isPresent()) {
      store.update(machines -> machines.remove(vm));
      forget(files(vm));
      forget(certificate(vm));
    }
  }

  /**
   * Lets a VM remember facts, as if something had happened to it.
   *
   * @return whether there is such a VM
   */
  public boolean remember(String vm, Map<String, String> facts) {
    store.update(machines -> machines.computeIfPresent(vm, (name, known) -> known.with(facts)));
    return store.find(vm).isPresent();
  }

  /**
   * Leads the planned address of a powered-on VM to its listener on loopback. Any other address is
   * refused, so that the sandbox contacts nothing outside, and so is a port that the script says
   * nothing of.
   */
  public AddressResolver resolver() {
    return (host, port) ->
        store
            .findRunning(machine -> machine.address().equals(host))
            .or(() -> service(host))
            .map(machine -> listenAnywhere(machine, port))
            .orElseThrow(() ->
                new PortException(
                    Category.ENVIRONMENT,
                    "sandbox/unknown-address",
                    host + " cannot be reached",
                    "No powered-on VM of the sandbox has this address, and the sandbox contacts"
                        + " nothing else",
                    "",
                    null));
  }

  /** What VMware Tools do in its guests. */
  GuestOperations guests() {
    return new SandboxGuests(store, templates, vm -> scriptOf(vm).guest(), this::files);
  }

  /** The databases that the script knows. */
  public SqlStatements databases() {
    return new SandboxDatabases(store, templates, vm -> scriptOf(vm).sql());
  }

  /**
   * Lets requests trust the services of the sandbox, whose certificates no authority vouches for.
   */
  public HttpRequests trusting(HttpRequests requests) {
    return request -> {
      Optional<Machine> service = service(request.url().getHost());
      return requests.send(
          service.isEmpty() ? request : request.accepting(fingerprint(service.get())));
    };
  }

  /** The service at a host, which is made when it is asked for the first time. */
  private synchronized Optional<Machine> service(String host) {
    Optional<Service> found =
        scripts.stream()
            .flatMap(script -> script.services().stream())
            .filter(each -> each.isAt(host))
            .findFirst();
    found
        .filter(service -> store.find(service.machine()).isEmpty())
        .ifPresent(service -> {
          Machine machine =
              new Machine(
                  service.machine(),
                  host,
                  service.name(),
                  "",
                  true,
                  Map.of(),
                  StoredKey.generate());
          store.update(machines -> machines.put(service.machine(), machine));
          run(service.machine(), service.firstUse());
        });
    return found.flatMap(service -> store.find(service.machine()));
  }

  private String fingerprint(Machine machine) {
    try {
      return selfSigned(machine).fingerprint();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SelfSigned selfSigned(Machine machine) {
    return new SelfSigned(certificate(machine.name()), machine.address());
  }

  /**
   * Lets a powered-on VM listen at a fixed address instead of a free one, for clients that cannot
   * ask {@link #resolver()}.
   *
   * @param address on loopback
   */
  public synchronized void listen(String vm, InetSocketAddress address) {
    stop(vm);
    startSsh(store.find(vm).filter(Machine::poweredOn).orElseThrow(), address);
  }

  private synchronized InetSocketAddress listenAnywhere(Machine machine, int port) {
    ApplianceScript script = scriptOf(machine);
    boolean closed =
        port == script.ssh().port()
            && !machine.facts().entrySet().containsAll(script.ssh().when().entrySet());
    stop(door ->
        door.equals(new Door(machine.name(), port))
            && (listeners.get(door) instanceof ClosedPort) != closed);
    Listener running = listeners.get(new Door(machine.name(), port));
    if (running != null) {
      return running.address();
    }
    if (closed) {
      return start(machine, port, ClosedPort::new);
    }
    if (port == script.ssh().port()) {
      return startSsh(machine, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
    return script.http(machine).stream()
        .filter(http -> http.port() == port)
        .findFirst()
        .map(http ->
            start(
                machine,
                port,
                () -> new HttpListener(http, machine, store, selfSigned(machine), templates)))
        .orElseThrow(() ->
            new PortException(
                Category.ENVIRONMENT,
                "sandbox/closed-port",
                "port " + port + " of " + machine.address() + " cannot be reached",
                "The sandbox's script of the appliance says nothing of this port",
                "",
                null));
  }

  private InetSocketAddress startSsh(Machine machine, InetSocketAddress address) {
    ApplianceScript script = scriptOf(machine);
    return start(
        machine,
        script.ssh().port(),
        () ->
            new SshListener(
                address, machine, script.ssh(), store, files(machine.name()), templates));
  }

  /** Begins to listen. */
  @FunctionalInterface
  private interface Start {
    Listener listen() throws IOException;
  }

  private InetSocketAddress start(Machine machine, int port, Start start) {
    try {
      Listener listener = start.listen();
      listeners.put(new Door(machine.name(), port), listener);
      return listener.address();
    } catch (IOException e) {
      throw new PortException(
          Category.ENVIRONMENT,
          "sandbox/cannot-listen",
          "the sandbox cannot answer at port " + port + " of " + machine.name(),
          String.valueOf(e.getMessage()),
          "",
          e);
    }
  }

  /** What was uploaded to a VM. */
  private Path files(String vm) {
    return folder.resolve("files").resolve(vm);
  }

  private Path certificate(String vm) {
    return folder.resolve("certificates").resolve(vm + ".p12");
  }

  private void stop(String vm) {
    stop(door -> door.vm().equals(vm));
  }

  private void stop(Predicate<Door> which) {
    listeners
        .entrySet()
        .removeIf(each -> {
          boolean stops = which.test(each.getKey());
          if (stops) {
            each.getValue().close();
          }
          return stops;
        });
  }

  /** Stops all listeners; the VMs stay as they are for the next process. */
  @Override
  public synchronized void close() {
    stop(door -> true);
  }
}
