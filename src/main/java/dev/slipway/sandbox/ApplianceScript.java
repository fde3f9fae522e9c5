package dev.slipway.sandbox;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the sandbox's stand-in for one appliance answers, as data:
 *
 * <pre>{@code
 * apiVersion: slipway/v1
 * kind: SandboxAppliance
 * metadata: {name: some-appliance}
 * spec:
 *   address: app.ip0                            # OVF property: what the guest reports
 *   personalities:                              # the first that fits
 *     worker: {when: {app.worker: "true"}} # OVF property, whatever its case
 *     primary: {}
 *   firstPowerOn: [{draw: {cluster: 12}}]       # steps
 *   ssh:
 *     user: admin
 *     authorizedKey: app.ssh_key        # OVF property; or a fact of this name
 *     when: {sshd: running}                     # what it must remember to answer at all
 *     folders: [/etc/opt]                       # that files can be uploaded to
 *     commands:
 *       - {on: primary, run: 'hello (?<whom>\S+)', steps: [{print: "Hello $arguments.whom!"}]}
 *   templates:                                # in the VM folder of every datacenter
 *     - {vm: Templates/app, cpus: 2, memory: 4096, adapters: [Network adapter 1]}
 *   customizationSpecifications: {app-guests: Windows}
 *   http:
 *     - port: 8281
 *       tls: true                             # with a certificate issued to itself
 *       routes:
 *         - on: primary
 *           method: GET                       # GET when nothing is said
 *           path: '/api/(?<id>\w+)(\?.*)?'
 *           body: 'name=(?<name>.*)'         # any when nothing is said
 *           steps: [{print: '{"id": "$arguments.id"}'}]
 *           status: 200                       # 200 when nothing is said; a step that fails: 500
 *           type: application/json            # text/plain when nothing is said
 *           headers: {Location: /api/1}
 *   guest:                                    # what VMware Tools do, as ssh
 *     folders: [/etc/opt]
 *     commands: [{on: primary, run: systemctl start sshd, steps: [{remember: {sshd: running}}]}]
 *   sql:                                      # of steps that run on this node, whatever the URL
 *     - on: primary
 *       statement: SELECT state FROM nodes WHERE name = '(?<name>[^']*)'
 *       steps: [{print: "$self.state"}]       # a line for each row, tabs between columns
 *   services:                                   # servers that are no VMs, such as load balancers
 *     - name: balancer
 *       hosts: 'lb\..*'                         # of the URLs that lead to it
 *       firstUse: [{remember: {pools: ""}}]     # steps
 *       http: [{port: 443, routes: [{on: balancer, path: /pools, steps: [{print: $self.pools}]}]}]
 * }</pre>
 *
 * <p>Texts of steps are Velocity templates over {@code self} (name, address, personality, poweredOn
 * and the VM's facts), {@code arguments} (named groups of command, path or body), {@code request}
 * of HTTP (body, authorization, login as {@code user:password}), of SQL (url, login) and of VMware
 * Tools (login), {@code peer} (as {@code self}, of another VM) and, in rows of tables, {@code
 * machine}.
 *
 * @param address OVF property that holds the address of the guest; empty for none, and then only
 *     customized guests have one
 * @param personalities in the order in which they are tried
 * @param origins what is there to clone from
 * @param firstPowerOn run when a VM is powered on for the first time
 */
record ApplianceScript(
    String address,
    List<Personality> personalities,
    List<Step> firstPowerOn,
    Ssh ssh,
    List<Http> http,
    Guest guest,
    List<Query> sql,
    List<Service> services,
    SandboxOrigins origins) {
  ApplianceScript {
    personalities = List.copyOf(personalities);
    firstPowerOn = List.copyOf(firstPowerOn);
    http = List.copyOf(http);
    sql = List.copyOf(sql);
    services = List.copyOf(services);
  }

  /** The ports of HTTP of a machine: of a service, or of an appliance. */
  List<Http> http(Machine machine) {
    return services.stream()
        .filter(service -> service.machine().equals(machine.name()))
        .findFirst()
        .map(Service::http)
        .orElse(http);
  }

  /** The address that its OVF properties give a VM; empty when they give none. */
  String address(Map<String, String> ovfProperties) {
    return ovfProperties.getOrDefault(address, "").strip();
  }

  /** Whether it says how a kind of node, or a service, answers. */
  boolean knows(String kind) {
    return personalities.stream().anyMatch(personality -> personality.name().equals(kind))
        || services.stream().anyMatch(service -> service.name().equals(kind));
  }

  /** What kind of node a VM is, by its OVF properties; empty when no personality fits. */
  Optional<String> personality(Map<String, String> ovfProperties) {
    return personalities.stream()
        .filter(personality -> personality.fits(ovfProperties))
        .map(Personality::name)
        .findFirst();
  }

  /** A kind of node, taken when the OVF properties have these values, whatever their case. */
  record Personality(String name, Map<String, String> when) {
    Personality {
      when = Map.copyOf(when);
    }

    private boolean fits(Map<String, String> ovfProperties) {
      return when.entrySet().stream()
          .allMatch(
              wanted -> wanted.getValue().equalsIgnoreCase(ovfProperties.get(wanted.getKey())));
    }
  }

  /**
   * What it answers over SSH.
   *
   * @param port of the planned address
   * @param when facts without which nothing listens
   * @param folders absolute paths that files can be uploaded to
   */
  record Ssh(
      int port,
      String user,
      String authorizedKey,
      Map<String, String> when,
      List<String> folders,
      List<Command> commands) {
    Ssh {
      when = Map.copyOf(when);
      folders = List.copyOf(folders);
      commands = List.copyOf(commands);
    }
  }

  /**
   * What it does through VMware Tools.
   *
   * @param folders absolute paths that files can be uploaded to
   */
  record Guest(List<String> folders, List<Command> commands) {
    Guest {
      folders = List.copyOf(folders);
      commands = List.copyOf(commands);
    }
  }

  /** One command of one kind of node; {@code run} matches it as a whole. */
  record Command(String on, Pattern run, List<Step> steps) {
    Command {
      steps = List.copyOf(steps);
    }
  }

  /**
   * What it answers over HTTP.
   *
   * @param port of the planned address
   */
  record Http(int port, boolean tls, List<Route> routes) {
    Http {
      routes = List.copyOf(routes);
    }
  }

  /**
   * A server that is no VM of a blueprint. It remembers as VMs do.
   *
   * @param name what its routes are for
   * @param hosts matches the names of URLs that lead to it
   * @param firstUse run before it answers for the first time
   */
  record Service(String name, Pattern hosts, List<Step> firstUse, List<Http> http) {
    Service {
      firstUse = List.copyOf(firstUse);
      http = List.copyOf(http);
    }

    /** What it is called among the VMs, which cannot be called so. */
    String machine() {
      return "service/" + name;
    }

    boolean isAt(String host) {
      return hosts.matcher(host).matches();
    }
  }

  /**
   * One kind of request to one kind of node.
   *
   * @param path matches path and query as a whole
   * @param body matches what was sent as a whole; null for anything
   * @param status when no step fails
   * @param headers texts are templates
   */
  record Route(
      String on,
      String method,
      Pattern path,
      @Nullable Pattern body,
      List<Step> steps,
      int status,
      String type,
      Map<String, String> headers) {
    Route {
      steps = List.copyOf(steps);
      headers = Map.copyOf(headers);
    }
  }

  /**
   * One statement of the steps of one kind of node.
   *
   * @param statement matches as a whole the statement with its parameters in it as literals, one
   *     space where there is white space, and no semicolon at the end
   */
  record Query(String on, Pattern statement, List<Step> steps) {
    Query {
      steps = List.copyOf(steps);
    }
  }

  /** One thing that happens. */
  sealed interface Step {
    /** Prints a text. */
    record Print(String text) implements Step {}

    /** Prints a text as an error and ends with exit status 1. */
    record Fail(String text) implements Step {}

    /** Prints a question without a line break and fails unless the next line is the answer. */
    record Ask(String question, String accept, String otherwise) implements Step {}

    /** Makes facts of so many random letters and digits. */
    record Draw(Map<String, Integer> lengths) implements Step {
      public Draw {
        lengths = Collections.unmodifiableMap(new LinkedHashMap<>(lengths));
      }
    }

    /**
     * Sets facts.
     *
     * @param ofPeer whether of the VM that was found last, not of this one
     */
    record Remember(Map<String, String> facts, boolean ofPeer) implements Step {
      public Remember {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
      }
    }

    /** Finds the powered-on VM of an address, or a name, and a personality, or fails. */
    record Peer(String address, String personality, String otherwise) implements Step {}

    /** Fails unless both are equal. */
    record Check(String value, String is, String otherwise) implements Step {}

    /**
     * Prints a row for each VM whose fact is as given, in columns three spaces apart.
     *
     * @param header null for none
     */
    record Table(@Nullable List<String> header, String fact, String is, List<String> row)
        implements Step {
      public Table {
        header = header == null ? null : List.copyOf(header);
        row = List.copyOf(row);
      }
    }
  }
}
