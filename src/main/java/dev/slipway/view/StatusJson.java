package dev.slipway.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.model.Answer;
import dev.slipway.status.StatusReport;
import dev.slipway.status.StatusReport.ClusterStatus;
import dev.slipway.status.StatusReport.GracePeriod;
import dev.slipway.status.StatusReport.NodeStatus;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows machines how a cluster of appliances fares. */
public final class StatusJson {
  private StatusJson() {}

  /** One JSON document. */
  public static String render(StatusReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format_version", PlanJson.FORMAT_VERSION);
    root.put("blueprint", report.blueprint());
    root.put("status", report.level().name().toLowerCase(Locale.ROOT));
    root.put("scenario", report.scenario());
    root.put("title", report.title());
    texts(root, "problems", report.problems());
    texts(root, "works", report.works());
    texts(root, "does_not_work", report.doesNotWork());
    root.set("grace", grace(report.grace()));
    texts(root, "advice", report.advice());
    texts(root, "risks", report.risks());
    texts(root, "not_told", report.notTold());
    ArrayNode nodes = root.putArray("nodes");
    report.nodes().forEach(node -> add(node, nodes.addObject()));
    ArrayNode sequences = root.putArray("sequences");
    report
        .sequences()
        .forEach(sequence ->
            sequences
                .addObject()
                .put("address", sequence.address())
                .set("done", answer(sequence.done())));
    ArrayNode services = root.putArray("services");
    report
        .services()
        .forEach(service -> {
          ArrayNode instances =
              services
                  .addObject()
                  .put("name", service.name())
                  .put("title", service.title())
                  .put("replicated", service.isReplicated())
                  .putArray("instances");
          service
              .instances()
              .forEach((node, running) ->
                  instances.addObject().put("node", node).set("running", answer(running)));
        });
    root.set("cluster", cluster(report.cluster()));
    return PlanJson.write(root);
  }

  private static void texts(ObjectNode object, String name, List<String> texts) {
    ArrayNode array = object.putArray(name);
    texts.forEach(array::add);
  }

  private static @Nullable ObjectNode grace(@Nullable GracePeriod grace) {
    if (grace == null) {
      return null;
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("of", grace.of())
        .put("days", grace.days())
        .put("from", grace.from())
        .put("since", grace.since() == null ? null : grace.since().toString())
        .put("until", grace.until() == null ? null : grace.until().toString())
        .put("ended", grace.ended());
  }

  private static void add(NodeStatus node, ObjectNode object) {
    object
        .put("name", node.name())
        .put("role", node.role())
        .put("ip", node.ip())
        .put("state", node.state().name().toLowerCase(Locale.ROOT))
        .put("host", node.host())
        .put("address_reported", node.addressReported())
        .put("tools", node.tools());
    object.set("ssh", answer(node.ssh()));
    object.set("member", answer(node.member()));
    object.set("own_view", answer(node.ownView()));
    object.put("node_level_ha", node.highAvailability());
  }

  /** Null for what was not asked. */
  private static @Nullable ObjectNode answer(@Nullable Answer answer) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    return switch (answer) {
      case null -> null;
      case Answer.Yes yes -> object.put("answer", "yes").put("reason", "");
      case Answer.No(String reason) -> object.put("answer", "no").put("reason", reason);
      case Answer.Unknown(String reason) -> object.put("answer", "unknown").put("reason", reason);
    };
  }

  private static @Nullable ObjectNode cluster(@Nullable ClusterStatus cluster) {
    if (cluster == null) {
      return null;
    }
    ObjectNode object =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", cluster.name())
            .put("ha", cluster.highAvailability())
            .put("vm_monitoring", cluster.vmMonitoring())
            .put("node_level_ha", cluster.nodeHighAvailability())
            .put("drs", cluster.drs());
    ArrayNode rules = object.putArray("rules");
    cluster
        .rules()
        .forEach(rule ->
            rules
                .addObject()
                .put("name", rule.name())
                .put("exists", rule.exists())
                .put("enabled", rule.enabled())
                .put("mandatory", rule.mandatory()));
    ArrayNode together = object.putArray("together");
    cluster
        .together()
        .forEach((host, names) -> texts(together.addObject().put("host", host), "nodes", names));
    return object;
  }
}
