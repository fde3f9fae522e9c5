package dev.slipway.status;

import dev.slipway.model.Answer;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster of appliances fares, and what that means for those who need it.
 *
 * @param scenario name of the appliance definition's scenario; null when none fits
 * @param title what has happened, in one sentence without a full stop
 * @param problems what was seen that is wrong, as sentences
 * @param risks what protects the cluster and is not there, as sentences
 * @param notTold what could not be found out, as sentences
 * @param grace null when nothing ends by itself
 * @param cluster null when vCenter does not show it
 */
public record StatusReport(
    String blueprint,
    Level level,
    @Nullable String scenario,
    String title,
    List<String> problems,
    List<String> works,
    List<String> doesNotWork,
    @Nullable GracePeriod grace,
    List<String> advice,
    List<String> risks,
    List<String> notTold,
    List<NodeStatus> nodes,
    List<SequenceStatus> sequences,
    List<ServiceStatus> services,
    @Nullable ClusterStatus cluster) {
  public StatusReport {
    problems = List.copyOf(problems);
    works = List.copyOf(works);
    doesNotWork = List.copyOf(doesNotWork);
    advice = List.copyOf(advice);
    risks = List.copyOf(risks);
    notTold = List.copyOf(notTold);
    nodes = List.copyOf(nodes);
    sequences = List.copyOf(sequences);
    services = List.copyOf(services);
  }

  /** How bad it is. */
  public enum Level {
    /** Everything is as it should be. */
    HEALTHY,
    /** Everything works, but something that should protect it is not there. */
    AT_RISK,
    /** It works, with less than it should have. */
    DEGRADED,
    /** Something of it does not work. */
    DOWN,
    /** Nothing is known to be wrong, but not everything could be told. */
    UNKNOWN
  }

  /**
   * Something that goes on for a while.
   *
   * @param from what it is counted from, for people
   * @param since when that was; null when nobody said
   * @param until when it ends; null when nobody said since when
   * @param ended null when nobody said since when
   */
  public record GracePeriod(
      String of,
      int days,
      String from,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable Boolean ended) {}

  /**
   * One node.
   *
   * @param ip the planned address
   * @param host null when there is no VM, or vCenter does not tell
   * @param addressReported whether its guest reports the planned address
   * @param tools what vCenter says of its VMware Tools; null when it says nothing
   * @param ssh whether SSH answers; null when it was not tried
   * @param member null for a node that no sequence makes a member
   * @param ownView whether it takes itself for a member; null when it was not asked
   * @param highAvailability whether vSphere HA and VM Monitoring restart it
   */
  public record NodeStatus(
      String name,
      String role,
      String ip,
      State state,
      @Nullable String host,
      boolean addressReported,
      @Nullable String tools,
      @Nullable Answer ssh,
      @Nullable Answer member,
      @Nullable Answer ownView,
      boolean highAvailability) {
    public boolean isUp() {
      return state == State.RUNNING;
    }
  }

  /** Whether a node is there. */
  public enum State {
    /** It is powered on, and its VMware Tools or its SSH server show life. */
    RUNNING,
    /** It is powered on, and nothing of it shows life. */
    SILENT,
    OFF,
    /** There is no VM of its name that is whole and of this blueprint. */
    ABSENT
  }

  /**
   * What a sequence has made of a node.
   *
   * @param address such as {@code membership/NODE}
   * @param done whether its proof was given
   */
  public record SequenceStatus(String address, Answer done) {}

  /**
   * One service.
   *
   * @param instances whether it runs, by the names of the nodes that it belongs on
   */
  public record ServiceStatus(String name, String title, Map<String, Answer> instances) {
    public ServiceStatus {
      instances = Collections.unmodifiableMap(new LinkedHashMap<>(instances));
    }

    public boolean isReplicated() {
      return instances.size() > 1;
    }
  }

  /**
   * What of the vSphere cluster matters.
   *
   * @param vmMonitoring as vCenter calls it; null when it does not tell
   * @param nodeHighAvailability whether all nodes are restarted by vSphere HA and VM Monitoring
   * @param together nodes that share a host, by its name
   */
  public record ClusterStatus(
      String name,
      boolean highAvailability,
      @Nullable String vmMonitoring,
      boolean nodeHighAvailability,
      boolean drs,
      List<RuleStatus> rules,
      SortedMap<String, List<String>> together) {
    public ClusterStatus {
      rules = List.copyOf(rules);
      together = Collections.unmodifiableSortedMap(new TreeMap<>(together));
    }
  }

  /** A rule that keeps nodes apart. */
  public record RuleStatus(String name, boolean exists, boolean enabled, boolean mandatory) {}
}
