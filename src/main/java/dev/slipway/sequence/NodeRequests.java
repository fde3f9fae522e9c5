package dev.slipway.sequence;

import dev.slipway.model.Marks;
import dev.slipway.model.NodeTarget;
import dev.slipway.model.ObservedVm;
import dev.slipway.port.HttpRequests;
import dev.slipway.port.ServerCertificates;
import dev.slipway.port.VCenter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sends requests to nodes of a blueprint, trusting certificates as far as vCenter vouches for the
 * VM: the one seen at first contact with a port is kept as a mark on the VM before anything is
 * sent, so that any later run, on any machine, knows it. Whatever authorities vouch for needs no
 * mark, and requests to others than nodes get none.
 */
public final class NodeRequests implements HttpRequests {
  private static final int HTTPS = 443;

  private final HttpRequests requests;
  private final ServerCertificates certificates;
  private final VCenter vcenter;
  private final String blueprint;
  private final List<NodeTarget> nodes;
  private final boolean learning;

  /**
   * @param requests sends them, once it is known whom to trust
   * @param learning whether certificates seen at first contact are kept; otherwise those nodes are
   *     not trusted
   */
  public NodeRequests(
      HttpRequests requests,
      ServerCertificates certificates,
      VCenter vcenter,
      String blueprint,
      List<NodeTarget> nodes,
      boolean learning) {
    this.requests = requests;
    this.certificates = certificates;
    this.vcenter = vcenter;
    this.blueprint = blueprint;
    this.nodes = List.copyOf(nodes);
    this.learning = learning;
  }

  @Override
  public Response send(Request request) throws InterruptedException {
    if (request.url().getScheme().equals("https") && request.certificates().isEmpty()) {
      for (NodeTarget node : nodes) {
        if (node.ip().equals(request.url().getHost())) {
          return sendTo(node, request);
        }
      }
    }
    return requests.send(request);
  }

  private Response sendTo(NodeTarget node, Request request) throws InterruptedException {
    Optional<ObservedVm> vm =
        vcenter.findVm(node.vm()).filter(found -> found.belongsTo(blueprint, node.name()));
    if (vm.isEmpty()) {
      return requests.send(request);
    }
    Map<String, String> known = read(vm.get().marks().getOrDefault(Marks.CERTIFICATES, ""));
    String port = port(request.url());
    if (!known.containsKey(port) && learning) {
      Optional<String> seen = certificates.unvouched(request.url(), request.timeout());
      if (seen.isPresent()) {
        known.put(port, seen.get());
        vcenter.mark(node.vm(), Map.of(Marks.CERTIFICATES, write(known)));
      }
    }
    String accepted = known.get(port);
    return requests.send(accepted == null ? request : request.accepting(accepted));
  }

  private static String port(URI url) {
    return String.valueOf(url.getPort() < 0 ? HTTPS : url.getPort());
  }

  private static Map<String, String> read(String mark) {
    Map<String, String> certificates = new TreeMap<>();
    for (String word : mark.split(" ", -1)) {
      int colon = word.indexOf(':');
      if (colon > 0) {
        certificates.put(word.substring(0, colon), word.substring(colon + 1));
      }
    }
    return certificates;
  }

  private static String write(Map<String, String> certificates) {
    return String.join(
        " ",
        certificates.entrySet().stream()
            .map(each -> each.getKey() + ":" + each.getValue())
            .toList());
  }
}
