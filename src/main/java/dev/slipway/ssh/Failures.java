package dev.slipway.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import dev.slipway.port.ShellAccess;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Words for what goes wrong on the way to a login, which name the host where it did. */
final class Failures {
  /** Of a node, whose SSH may still come up; everything else is not mended by waiting. */
  static final String UNREACHABLE = "ssh/unreachable";

  /** How JSch words the methods that a server offers. */
  private static final Pattern OFFERED = Pattern.compile("for methods '([^']*)'");

  private Failures() {}

  static PortException failed(
      String code, String summary, String detail, String advice, @Nullable Throwable cause) {
    return new PortException(Category.ENVIRONMENT, code, summary, detail, advice, cause);
  }

  static PortException unreachable(Hop hop, String why, @Nullable Throwable cause) {
    String port = "TCP port " + hop.target().access().port();
    String from = hop.before() == null ? "here" : hop.before().name();
    if (hop.destination() != null) {
      return failed(
          "ssh/bastion-unreachable",
          hop.name() + " cannot be reached" + hop.through(),
          why + "; it is on the way to " + hop.destination().host(),
          "Is it up, and its %s open from %s?".formatted(port, from),
          cause);
    }
    return failed(
        UNREACHABLE,
        "SSH of " + hop.name() + " cannot be reached" + hop.through(),
        why,
        "Is the node powered on, SSH enabled on it, and %s open from %s?".formatted(port, from),
        cause);
  }

  /** A bastion does not let anybody through. */
  static PortException forwardingRefused(Hop hop, @Nullable Throwable cause) {
    return failed(
        "ssh/forwarding-refused",
        Objects.requireNonNull(hop.before()).name() + " does not forward to " + hop.address(),
        "It prohibits that",
        "Its administrator has to allow it: AllowTcpForwarding and PermitOpen in sshd_config, and"
            + " the options of the key or certificate, may be in the way.",
        cause);
  }

  static PortException bastionLost(Hop hop, @Nullable Throwable cause) {
    return failed(
        "ssh/connection-lost",
        "SSH connection to " + Objects.requireNonNull(hop.before()).name() + " was lost",
        "It was on the way to " + hop.address(),
        "Run the same command again: what is done is not done twice.",
        cause);
  }

  static PortException timedOut(Hop hop, Throwable cause) {
    return failed(
        "ssh/timeout",
        "no SSH session with " + hop.name() + " in time",
        "The port is open%s, but within %d s no login came about"
            .formatted(hop.through(), hop.target().connectTimeout().toSeconds()),
        hop.isBastion()
            ? "Something else may answer there."
            : "The node may still be starting, or something else answers there.",
        cause);
  }

  /**
   * Words what ended a login.
   *
   * @param remark what was noticed about the certificate, empty for nothing
   */
  static PortException ofLogin(
      @Nullable Throwable cause, Hop hop, HostKeyCheck hostKey, String remark) {
    if (cause instanceof PortException worded) {
      return worded;
    }
    if (hostKey.refusal().isPresent()) {
      return hostKey.refusal().get();
    }
    if (cause instanceof JSchAlgoNegoFailException none) {
      return nothingInCommon(hop, none);
    }
    String message = String.valueOf(cause == null ? "" : cause.getMessage());
    if (message.startsWith("Auth ")) {
      return refused(hop, message, remark, cause);
    }
    return failed(
        "ssh/connection-lost",
        "SSH session with " + hop.name() + " broke off before the login",
        message,
        hop.isBastion()
            ? "Something else than SSH may answer there."
            : "The node may still be starting, or something else than SSH answers there.",
        cause);
  }

  private static PortException refused(
      Hop hop, String message, String remark, @Nullable Throwable cause) {
    ShellAccess access = hop.target().access();
    Path privateKey = access.privateKey();
    Matcher offered = OFFERED.matcher(message);
    return failed(
        "ssh/authentication-refused",
        "SSH login of " + access.user() + " on " + hop.name() + " was refused",
        (privateKey == null ? "No key of the SSH agent" : "The key " + privateKey + " is not")
            + (privateKey == null ? " is accepted" : " accepted")
            + (offered.find() ? "; the server allows " + offered.group(1) : "")
            + (remark.isEmpty() ? "" : ". " + remark)
            + ".",
        hop.isBastion()
            ? "Does "
                + access.user()
                + " of the bastion have the public half among its authorized keys?"
            : "Does the node's "
                + access.user()
                + " have the public half among its authorized keys, and is its SSH enabled?",
        cause);
  }

  private static PortException nothingInCommon(Hop hop, JSchAlgoNegoFailException none) {
    String keyword = Algorithms.keywordOf(none.getAlgorithmName());
    List<String> offered = List.of(none.getServerProposal().split(",", -1));
    return failed(
        "ssh/no-common-algorithm",
        "SSH with " + hop.name() + " cannot be agreed on",
        "For "
            + keyword
            + " it offers only "
            + String.join(", ", offered)
            + ", which is not allowed unless asked for",
        offered.stream()
            .filter(name -> JSch.getConfig(name) != null)
            .findFirst()
            .map(name ->
                "Where it cannot be brought up to date, write \"%s +%s\" for this host into the"
                        .formatted(keyword, name)
                    + " file that configFile under \"ssh\" of the inventory file names.")
            .orElse("None of these is known here; it has to be brought up to date."),
        none);
  }
}
