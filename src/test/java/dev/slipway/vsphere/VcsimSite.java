package dev.slipway.vsphere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.model.Marks;
import dev.slipway.model.Placement;
import dev.slipway.model.Secret;
import dev.slipway.model.VmPath;
import dev.slipway.ovf.OvfPackage;
import dev.slipway.port.Deployment;
import dev.slipway.port.VCenter;
import dev.slipway.testing.TinyPackage;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.Map;

/** A simulated vCenter of a test's own, connected to, with a package to deploy. */
final class VcsimSite implements AutoCloseable {
  private final Vcsim vcsim;
  private final VCenter vcenter;
  private final TinyPackage tiny;
  private final OvfPackage ovfPackage;

  VcsimSite(Path folder, int diskBytes, String... flags) throws IOException, InterruptedException {
    this(TinyPackage.in(folder, diskBytes), flags);
  }

  VcsimSite(TinyPackage tiny, String... flags) throws InterruptedException {
    this.tiny = tiny;
    ovfPackage = tiny.open();
    vcsim = Vcsim.start(flags);
    vcenter = VSphere.connect(vcsim.endpoint());
  }

  Vcsim vcsim() {
    return vcsim;
  }

  VCenter vcenter() {
    return vcenter;
  }

  TinyPackage tiny() {
    return tiny;
  }

  static Placement placement() {
    return new Placement(
        "LON", "mgmt-01", "vsan-01", "", Map.of(TinyPackage.NETWORK, "horizon-mgmt"));
  }

  static VmPath path(String name) {
    return placement().vm(name);
  }

  Deployment deployment(String name) {
    return new Deployment(
        path(name),
        placement(),
        ovfPackage,
        null,
        null,
        Map.of("ip", new Secret("10.20.0.11")),
        Marks.atBirth("hcc-london", name));
  }

  VmPath deploy(String name) throws InterruptedException {
    var warnings = vcenter.deploy(deployment(name), (sent, total) -> {});
    if (!warnings.isEmpty()) {
      throw new IllegalStateException(warnings.toString());
    }
    return path(name);
  }

  /** How often a method of the API was called. */
  int calls(String method) throws IOException {
    return get("calls").path(method).asInt();
  }

  /** How often any method of the API was called. */
  int calls() throws IOException {
    int all = 0;
    for (JsonNode count : get("calls")) {
      all += count.asInt();
    }
    return all;
  }

  /** What arrived over leases, in order. */
  JsonNode uploads() throws IOException {
    return get("uploads");
  }

  /** How many sessions are open. */
  int sessions() throws IOException {
    return get("sessions").asInt();
  }

  private JsonNode get(String what) throws IOException {
    HttpURLConnection connection =
        new Connections(vcsim.endpoint().trust(), Deadlines.USUAL)
            .open(vcsim.url().resolve("/slipway/" + what), null);
    try (InputStream answer = connection.getInputStream()) {
      return new ObjectMapper().readTree(answer);
    }
  }

  @Override
  public void close() throws IOException {
    vcenter.close();
    ovfPackage.close();
    vcsim.close();
  }
}
