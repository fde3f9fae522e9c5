package dev.slipway.ssh;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.NodeTarget;
import dev.slipway.port.ShellAccess;
import dev.slipway.port.ShellAccess.Bastion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says how to log in to nodes, and to the bastions on the way: what the inventory file says itself,
 * then the SSH configuration file that it names, then what is usual.
 *
 * <p>A node is known in that file by its address and by its name. Who logs in to it is not taken
 * from there, for an appliance has an account of its own, which sequences name too.
 */
public final class LoginRules {
  private static final int SSH_PORT = 22;
  private static final Path NO_FILE = Path.of("/dev/null");

  private final Given given;
  private final ClientConfig config;
  private final boolean keysAtHand;
  private final Diagnostics diagnostics;

  /**
   * Makes rules.
   *
   * @param keysAtHand whether keys and certificates must be there
   * @param diagnostics gets what is wrong with the way to a node
   */
  public LoginRules(Given given, ClientConfig config, boolean keysAtHand, Diagnostics diagnostics) {
    this.given = given;
    this.config = config;
    this.keysAtHand = keysAtHand;
    this.diagnostics = diagnostics;
  }

  /**
   * What is known without the configuration file.
   *
   * @param user of the nodes
   * @param localUser of the bastions for which nobody is named
   * @param port of the nodes; null when the inventory file names none
   * @param privateKey null when the inventory file names none
   */
  public record Given(
      String user,
      String localUser,
      @Nullable Integer port,
      @Nullable Path privateKey,
      Path knownHosts) {}

  /** How to log in to a node. */
  public ShellAccess forNode(NodeTarget node) {
    List<String> names = List.of(node.ip(), node.name());
    Path key = given.privateKey() == null ? privateKey(names) : given.privateKey();
    return new ShellAccess(
        given.user(),
        given.port() == null ? port(names) : given.port(),
        key,
        certificate(names, key),
        given.knownHosts(),
        config.algorithms(names),
        bastions(names, Set.copyOf(names)));
  }

  /**
   * The bastions before a host.
   *
   * @param passed names of the hosts that come later on the way
   */
  private List<Bastion> bastions(List<String> names, Set<String> passed) {
    Located<String> written =
        config
            .value(names, Keyword.PROXY_JUMP)
            .filter(value -> !value.value().equals(Keyword.NONE))
            .orElse(null);
    if (written == null) {
      return List.of();
    }
    List<Jump> jumps = Jump.parse(written.value()).orElseThrow();
    Set<String> all = new HashSet<>(passed);
    for (Jump jump : jumps) {
      if (!all.add(jump.host())) {
        diagnostics.add(
            Diagnostic.error("ssh-config/circle", "the way through bastions goes in a circle")
                .because("It comes to " + jump.host() + " twice.")
                .advise("Write \"ProxyJump none\" for the bastion, above this.")
                .at(written.range()));
        return List.of();
      }
    }
    List<Bastion> way = new ArrayList<>(bastions(List.of(jumps.getFirst().host()), all));
    jumps.forEach(jump -> way.add(bastion(jump)));
    return way;
  }

  private Bastion bastion(Jump jump) {
    List<String> names = List.of(jump.host());
    String user = jump.user();
    Integer port = jump.port();
    Path key =
        config.value(names, Keyword.IDENTITY_FILE).isPresent()
            ? privateKey(names)
            : given.privateKey();
    return new Bastion(
        text(names, Keyword.HOST_NAME).orElse(jump.host()),
        new ShellAccess(
            user == null ? text(names, Keyword.USER).orElse(given.localUser()) : user,
            port == null ? port(names) : port,
            key,
            certificate(names, key),
            file(names, Keyword.USER_KNOWN_HOSTS_FILE)
                .map(Located::value)
                .filter(path -> !path.equals(NO_FILE))
                .orElse(given.knownHosts()),
            config.algorithms(names),
            List.of()));
  }

  private int port(List<String> names) {
    return text(names, Keyword.PORT).map(Integer::parseInt).orElse(SSH_PORT);
  }

  private @Nullable Path privateKey(List<String> names) {
    return existing(file(names, Keyword.IDENTITY_FILE).orElse(null));
  }

  private @Nullable Path certificate(List<String> names, @Nullable Path key) {
    Located<Path> written = file(names, Keyword.CERTIFICATE_FILE).orElse(null);
    if (written != null && key == null) {
      diagnostics.add(
          Diagnostic.error("ssh-config/certificate-alone", "a certificate has no private key")
              .because("Without it nobody can log in.")
              .advise(
                  "Name the key with IdentityFile, or take out this line and ssh-add the key: the"
                      + " agent takes the certificate beside it along.")
              .at(written.range()));
    }
    return existing(written);
  }

  private @Nullable Path existing(@Nullable Located<Path> written) {
    if (written == null) {
      return null;
    }
    if (keysAtHand && !Files.isRegularFile(written.value())) {
      diagnostics.add(
          Diagnostic.error("ssh-config/missing-file", "there is no such file")
              .because(written.value() + " is needed to log in.")
              .at(written.range()));
    }
    return written.value();
  }

  private Optional<Located<Path>> file(List<String> names, Keyword keyword) {
    return config
        .value(names, keyword)
        .filter(written -> !written.value().equals(Keyword.NONE))
        .map(written -> new Located<>(Path.of(written.value()), written.range()));
  }

  private Optional<String> text(List<String> names, Keyword keyword) {
    return config.value(names, keyword).map(Located::value);
  }
}
