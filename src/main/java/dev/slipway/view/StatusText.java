package dev.slipway.view;

import dev.slipway.model.Answer;
import dev.slipway.status.StatusReport;
import dev.slipway.status.StatusReport.ClusterStatus;
import dev.slipway.status.StatusReport.GracePeriod;
import dev.slipway.status.StatusReport.Level;
import dev.slipway.status.StatusReport.NodeStatus;
import dev.slipway.status.StatusReport.RuleStatus;
import dev.slipway.status.StatusReport.ServiceStatus;
import dev.slipway.view.Style.Colour;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows people how a cluster of appliances fares: the consequence first, what was seen below. */
public final class StatusText {
  private final Style style;
  private final StringBuilder text = new StringBuilder();

  private StatusText(Style style) {
    this.style = style;
  }

  public static String render(StatusReport report, Style style) {
    return new StatusText(style).of(report);
  }

  /** How bad it is, in two words at most. */
  static String word(Level level) {
    return level.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private String of(StatusReport report) {
    text.append(
        "%s: %s\n\n%s.\n"
            .formatted(
                report.blueprint(),
                style.paint(colour(report.level()), word(report.level())),
                style.paint(Colour.BOLD, report.title())));
    list("What is wrong:", report.problems());
    list("What works:", report.works());
    list("What does not work:", report.doesNotWork());
    GracePeriod grace = report.grace();
    if (grace != null) {
      list("Until when:", List.of(sentence(grace)));
    }
    list("What to do:", report.advice());
    list("What is at risk:", report.risks());
    list("What could not be told:", report.notTold());
    text.append('\n').append(Table.render(nodes(report)));
    if (!report.services().isEmpty()) {
      text.append('\n').append(Table.render(services(report)));
    }
    ClusterStatus cluster = report.cluster();
    if (cluster != null) {
      text.append('\n');
      cluster(cluster, report.nodes().size());
    }
    return text.toString();
  }

  private static Colour colour(Level level) {
    return switch (level) {
      case HEALTHY -> Colour.GREEN;
      case AT_RISK, DEGRADED, UNKNOWN -> Colour.YELLOW;
      case DOWN -> Colour.RED;
    };
  }

  private void list(String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      text.append('\n').append(title).append('\n');
      sentences.forEach(
          sentence -> text.append("  - ").append(Printable.line(sentence)).append('\n'));
    }
  }

  private static String sentence(GracePeriod grace) {
    String length = "%s: %d days from %s".formatted(grace.of(), grace.days(), grace.from());
    if (grace.until() == null) {
      return length + "; say when that was with --since, and the end is shown.";
    }
    return "%s, %s: %s %s."
        .formatted(
            length,
            grace.since(),
            Boolean.TRUE.equals(grace.ended()) ? "it ended" : "it ends",
            grace.until());
  }

  private static List<List<String>> nodes(StatusReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NODE", "ROLE", "STATE", "HOST", "ADDRESS", "TOOLS", "SSH", "MEMBER"));
    for (NodeStatus node : report.nodes()) {
      rows.add(
          List.of(
              node.name(),
              node.role(),
              node.state().name().toLowerCase(Locale.ROOT),
              Objects.requireNonNullElse(node.host(), "-"),
              node.addressReported() ? node.ip() : "(none)",
              tools(node.tools()),
              yesNo(node.ssh()),
              yesNo(node.member())));
    }
    return rows;
  }

  private static String tools(@Nullable String status) {
    return switch (status) {
      case null -> "-";
      case "guestToolsRunning" -> "running";
      case "guestToolsNotRunning" -> "not running";
      default -> status;
    };
  }

  private static List<List<String>> services(StatusReport report) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        Stream.concat(Stream.of("SERVICE", "KIND"), report.nodes().stream().map(NodeStatus::name))
            .toList());
    for (ServiceStatus service : report.services()) {
      rows.add(
          Stream.concat(
                  Stream.of(
                      service.title(), service.isReplicated() ? "replicas" : "single instance"),
                  report.nodes().stream()
                      .map(node ->
                          service.instances().containsKey(node.name())
                              ? running(service.instances().get(node.name()))
                              : "-"))
              .toList());
    }
    return rows;
  }

  private static String running(@Nullable Answer answer) {
    return switch (answer) {
      case null -> "-";
      case Answer.Yes yes -> "running";
      case Answer.No no -> "not running";
      case Answer.Unknown unknown -> "unknown";
    };
  }

  private static String yesNo(@Nullable Answer answer) {
    return switch (answer) {
      case null -> "-";
      case Answer.Yes yes -> "yes";
      case Answer.No no -> "no";
      case Answer.Unknown unknown -> "unknown";
    };
  }

  private void cluster(ClusterStatus cluster, int nodes) {
    text.append(
        "  Cluster %s: vSphere HA %s, VM Monitoring %s, DRS %s\n"
            .formatted(
                cluster.name(),
                onOff(cluster.highAvailability()),
                Objects.requireNonNullElse(cluster.vmMonitoring(), "unknown"),
                onOff(cluster.drs())));
    text.append(
        "  Node-level HA: %s\n"
            .formatted(
                cluster.nodeHighAvailability()
                    ? "vSphere HA and VM Monitoring restart every node"
                    : "not every node is restarted by vSphere HA and VM Monitoring"));
    for (RuleStatus rule : cluster.rules()) {
      text.append(
          "  Rule %s: %s\n"
              .formatted(
                  rule.name(),
                  rule.exists()
                      ? onOff(rule.enabled())
                          + ", "
                          + (rule.mandatory() ? "mandatory" : "preferred")
                      : "missing"));
    }
    if (nodes > 1) {
      text.append("  Placement: ")
          .append(
              cluster.together().isEmpty()
                  ? "no two running nodes share a host"
                  : String.join(
                      "; ",
                      cluster.together().entrySet().stream()
                          .map(shared ->
                              String.join(" and ", shared.getValue()) + " share " + shared.getKey())
                          .toList()))
          .append('\n');
    }
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }
}
