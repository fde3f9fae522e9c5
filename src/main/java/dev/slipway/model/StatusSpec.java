package dev.slipway.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an appliance that tells how a cluster of it fares.
 *
 * @param ownView null when only the sequences' proofs tell who is a member
 * @param scenarios the first that fits is what has happened
 */
public record StatusSpec(
    @Nullable OwnView ownView, List<Service> services, List<Scenario> scenarios) {
  /** Nothing is known. */
  public static final StatusSpec NONE = new StatusSpec(null, List.of(), List.of());

  public StatusSpec {
    services = List.copyOf(services);
    scenarios = List.copyOf(scenarios);
  }

  /**
   * Whether a node takes itself for a member, which the proof of a sequence may contradict.
   *
   * @param forRole the role of the nodes that are asked
   */
  public record OwnView(String forRole, Probe probe) {}

  /**
   * Something that the appliance does.
   *
   * @param runsOn roles; a service that runs on several nodes of the blueprint has replicas
   * @param probe null when nobody can ask
   */
  public record Service(String name, String title, List<String> runsOn, @Nullable Probe probe) {
    public Service {
      runsOn = List.copyOf(runsOn);
    }
  }

  /**
   * A question about a node.
   *
   * @param proof given when it is so
   * @param known given when an answer counts at all; null when every answer does
   */
  public record Probe(StepProof proof, @Nullable StepProof known) {}

  /**
   * Something that can happen to a cluster, with its consequence.
   *
   * @param name unique
   * @param grace null when nothing ends by itself
   * @param advice what to do
   */
  public record Scenario(
      String name,
      String title,
      Level level,
      Condition when,
      List<String> works,
      List<String> doesNotWork,
      @Nullable Grace grace,
      List<String> advice) {
    public Scenario {
      works = List.copyOf(works);
      doesNotWork = List.copyOf(doesNotWork);
      advice = List.copyOf(advice);
    }
  }

  /** How bad a scenario is. */
  public enum Level {
    /** It works, with less than it should have. */
    DEGRADED,
    /** Something of it does not work. */
    DOWN
  }

  /**
   * When a scenario fits: when all that is given does.
   *
   * @param down roles, each with a node that is down
   * @param up roles, each with a node that is up
   * @param members null when it does not matter
   * @param services null when it does not matter
   * @param nodeHighAvailability whether vSphere HA and VM Monitoring restart the nodes; null when
   *     it does not matter
   */
  public record Condition(
      List<String> down,
      List<String> up,
      @Nullable Members members,
      @Nullable Services services,
      @Nullable Boolean nodeHighAvailability) {
    public Condition {
      down = List.copyOf(down);
      up = List.copyOf(up);
    }
  }

  /** What can be wrong about who is a member. */
  public enum Members {
    /** A node that is up is none, and does not say otherwise. */
    MISSING,
    /** A node and the cluster contradict each other. */
    SPLIT
  }

  /** What can be wrong about services. */
  public enum Services {
    /** One with replicas runs, but not on all of its nodes. */
    REDUCED,
    /** One runs nowhere. */
    STOPPED
  }

  /**
   * Something that goes on for a while.
   *
   * @param of what, such as {@code licence}
   * @param from what it is counted from, such as {@code the loss of the primary node}
   */
  public record Grace(String of, int days, String from) {
    public Grace {
      if (days < 1) {
        throw new IllegalArgumentException("days must be at least 1");
      }
    }
  }
}
