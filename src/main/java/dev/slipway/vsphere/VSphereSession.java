package dev.slipway.vsphere;

import com.vmware.vim25.DynamicProperty;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectContent;
import com.vmware.vim25.ObjectSpec;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.PropertySpec;
import com.vmware.vim25.RetrieveOptions;
import com.vmware.vim25.RetrieveResult;
import com.vmware.vim25.ServiceContent;
import com.vmware.vim25.TaskInfo;
import com.vmware.vim25.TaskInfoState;
import com.vmware.vim25.VimPortType;
import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenterEndpoint;
import java.io.IOException;
import java.rmi.RemoteException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One logged-in session with a vCenter. Safe for several threads. While it is open, it is kept from
 * timing out; when it ends all the same, reads log in again.
 */
final class VSphereSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VSphereSession.class);

  /** vCenter ends a session after 30 minutes of silence. */
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);

  private final VCenterEndpoint endpoint;
  private final Connections connections;
  private final FaultTranslation faults;
  private final VimPortType vim;
  private final ServiceContent content;
  private final ReentrantLock login = new ReentrantLock();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread keepAlive;
  private volatile String key = "";

  private VSphereSession(VCenterEndpoint endpoint, FirstContact.Stub stub) {
    this.endpoint = endpoint;
    this.connections = stub.connections();
    this.faults = new FaultTranslation(endpoint.url());
    this.vim = stub.vim();
    this.content = stub.content();
    this.keepAlive =
        Thread.ofPlatform().daemon().name("vcenter-keep-alive").unstarted(this::keepAlive);
  }

  /**
   * Logs in.
   *
   * @throws PortException when vCenter cannot be reached, is not trusted or refuses the login
   */
  static VSphereSession open(VCenterEndpoint endpoint) throws InterruptedException {
    return open(endpoint, Deadlines.USUAL);
  }

  static VSphereSession open(VCenterEndpoint endpoint, Deadlines deadlines)
      throws InterruptedException {
    return open(endpoint, FirstContact.make(endpoint.url(), endpoint.trust(), deadlines));
  }

  /**
   * Logs in.
   *
   * @param stub made for the same endpoint
   */
  static VSphereSession open(VCenterEndpoint endpoint, FirstContact.Stub stub)
      throws InterruptedException {
    VSphereSession session = new VSphereSession(endpoint, stub);
    try {
      session.logIn();
    } catch (InterruptedCallException e) {
      throw e.unwrap();
    } catch (IOException e) {
      throw FirstContact.cannotLogIn(endpoint.url(), e);
    }
    stub.client().renewWith(session::renew);
    session.keepAlive.start();
    return session;
  }

  VimPortType vim() {
    return vim;
  }

  ServiceContent content() {
    return content;
  }

  /** {@code UserSession.key} of the last login. */
  String key() {
    return key;
  }

  VCenterEndpoint endpoint() {
    return endpoint;
  }

  /** Opens HTTP connections with the endpoint's trust. */
  Connections connections() {
    return connections;
  }

  /**
   * Runs calls of the stub and puts every fault into words.
   *
   * @param operation what is tried, as a verb that the object follows: {@code power on}
   * @param object as the user calls it: {@code VM app-lon-1}
   * @throws PortException for every fault and every broken connection
   */
  <T extends @Nullable Object> T call(String operation, String object, VimCall<T> call)
      throws InterruptedException {
    try {
      return call.run(vim);
    } catch (InterruptedCallException e) {
      throw e.unwrap();
    } catch (RemoteException e) {
      throw faults.translate(operation, object, e);
    }
  }

  /**
   * Waits for the end of a task. When the thread is interrupted, the task is cancelled if vCenter
   * can do so.
   *
   * @return what the task gives; null for most
   * @throws PortException when the task failed, or had not ended by the deadline; then it goes on
   */
  @Nullable Object awaitTask(
      ManagedObjectReference task, String operation, String object, Duration deadline)
      throws InterruptedException {
    try {
      TaskInfo info =
          call(
                  operation,
                  object,
                  stub -> wait(task, List.of("info")).until(VSphereSession::ended, deadline))
              .orElseThrow(() -> tooLate(operation, object, deadline));
      if (info.getState() == TaskInfoState.error) {
        throw faults.translate(operation, object, info.getError());
      }
      return info.getResult();
    } catch (InterruptedException e) {
      evenIfInterrupted("cancel a task", () -> vim.cancelTask(task));
      throw e;
    }
  }

  /**
   * Waits until properties of an object are as wanted.
   *
   * @param properties paths, such as {@code guest.ipAddress}
   * @param until gets the properties that are set; wrapped arrays come as Java arrays
   * @return what the test gave; empty when the deadline passed
   */
  <R> Optional<R> awaitProperties(
      ManagedObjectReference object,
      List<String> properties,
      Function<Map<String, Object>, Optional<R>> until,
      Duration deadline)
      throws InterruptedException {
    return call(
        "wait for",
        object.getType() + " " + object.getVal(),
        stub -> wait(object, properties).until(until, deadline));
  }

  /**
   * Reads properties of objects of any types in one round trip, unless vCenter answers in parts.
   *
   * @return by object, in vCenter's order: the properties that are set, wrapped arrays as Java
   *     arrays. Objects that have vanished and properties that may not be read are not in it.
   */
  Map<ManagedObjectReference, Map<String, Object>> retrieve(
      String operation,
      String object,
      Collection<ManagedObjectReference> objects,
      String... properties)
      throws InterruptedException {
    Map<String, List<ObjectSpec>> byType = new LinkedHashMap<>();
    for (ManagedObjectReference each : objects) {
      ObjectSpec spec = new ObjectSpec();
      spec.setObj(each);
      byType.computeIfAbsent(each.getType(), key -> new ArrayList<>()).add(spec);
    }
    List<PropertyFilterSpec> filters = new ArrayList<>();
    byType.forEach((type, specs) -> {
      PropertySpec wanted = new PropertySpec();
      wanted.setType(type);
      wanted.setPathSet(properties);
      PropertyFilterSpec filter = new PropertyFilterSpec();
      filter.setPropSet(new PropertySpec[] {wanted});
      filter.setObjectSet(specs.toArray(ObjectSpec[]::new));
      filters.add(filter);
    });
    return retrieve(operation, object, filters);
  }

  /**
   * Reads what the filters select, as {@link #retrieve(String, String, Collection, String...)}
   * does.
   */
  Map<ManagedObjectReference, Map<String, Object>> retrieve(
      String operation, String object, List<PropertyFilterSpec> filters)
      throws InterruptedException {
    filters.forEach(filter -> filter.setReportMissingObjectsInResults(true));
    Map<ManagedObjectReference, Map<String, Object>> found = new LinkedHashMap<>();
    if (!filters.isEmpty()) {
      call(
          operation,
          object,
          stub -> {
            ManagedObjectReference collector = content.getPropertyCollector();
            RetrieveResult part =
                stub.retrievePropertiesEx(
                    collector, filters.toArray(PropertyFilterSpec[]::new), new RetrieveOptions());
            while (part != null) {
              collect(part, found);
              part =
                  part.getToken() == null
                      ? null
                      : stub.continueRetrievePropertiesEx(collector, part.getToken());
            }
            return found;
          });
    }
    return found;
  }

  /** What time it is for vCenter. */
  Instant now() throws InterruptedException {
    return call(
            "ask for the time of",
            "vCenter",
            stub -> stub.currentTime(FirstContact.serviceInstance()))
        .toInstant();
  }

  /** Logs out. Never throws. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      keepAlive.interrupt();
      evenIfInterrupted("log out", () -> vim.logout(content.getSessionManager()));
    }
  }

  /** Tells vCenter something on the way out: an interrupt waits, and a failure is only logged. */
  static void evenIfInterrupted(String operation, Farewell farewell) {
    boolean interrupted = Thread.interrupted();
    try {
      farewell.run();
    } catch (RemoteException e) {
      LOG.debug("cannot {}: {}", operation, e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void collect(
      RetrieveResult part, Map<ManagedObjectReference, Map<String, Object>> found) {
    if (part.getObjects() == null) {
      return;
    }
    for (ObjectContent each : part.getObjects()) {
      Map<String, Object> properties =
          found.computeIfAbsent(each.getObj(), key -> new LinkedHashMap<>());
      if (each.getPropSet() != null) {
        for (DynamicProperty property : each.getPropSet()) {
          if (property.getVal() != null) {
            properties.put(property.getName(), property.getVal());
          }
        }
      }
    }
  }

  private PropertyWait wait(ManagedObjectReference object, List<String> properties) {
    return new PropertyWait(vim, content.getPropertyCollector(), object, properties);
  }

  private static Optional<TaskInfo> ended(Map<String, Object> properties) {
    return Optional.ofNullable((TaskInfo) properties.get("info"))
        .filter(info ->
            info.getState() == TaskInfoState.success || info.getState() == TaskInfoState.error);
  }

  private static PortException tooLate(String operation, String object, Duration deadline) {
    return new PortException(
        Category.ENVIRONMENT,
        "vcenter/task-timeout",
        "cannot " + operation + " " + object,
        "vCenter's task had not ended after " + deadline.toSeconds() + " s; it goes on.",
        "Look at the task in vCenter; when it has ended, run the command again.",
        null);
  }

  private void logIn() throws RemoteException {
    key =
        vim.login(
                content.getSessionManager(),
                endpoint.username(),
                endpoint.password().reveal(),
                null)
            .getKey();
  }

  private void renew(BooleanSupplier done) throws RemoteException {
    login.lock();
    try {
      if (!done.getAsBoolean() && !closed.get()) {
        logIn();
      }
    } finally {
      login.unlock();
    }
  }

  private void keepAlive() {
    try {
      while (!closed.get()) {
        Thread.sleep(KEEP_ALIVE);
        try {
          vim.currentTime(FirstContact.serviceInstance());
        } catch (RemoteException e) {
          LOG.debug("vCenter did not answer the keep-alive: {}", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      LOG.trace("keep-alive ends");
    }
  }

  /** A last call whose failure changes nothing. */
  @FunctionalInterface
  interface Farewell {
    void run() throws RemoteException;
  }
}
