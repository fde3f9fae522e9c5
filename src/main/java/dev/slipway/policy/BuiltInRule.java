package dev.slipway.policy;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Severity;
import dev.slipway.diag.SourceRange;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rule that holds without any policy file, as a warning unless a policy file says otherwise. That
 * no mandatory rule has more nodes than usable hosts is not here: the planner itself refuses it.
 */
enum BuiltInRule {
  SEPARATE_HOSTS("separate-hosts"),
  HA_DECLARED("ha-declared"),
  NO_PLAINTEXT_SECRETS("no-plaintext-secrets"),
  TLS_VERIFIED("tls-verified"),
  CERTIFICATE_PINNED("certificate-pinned"),
  PACKAGE_PINNED("package-pinned");

  private static final String INSECURE_TLS = "inventory/insecure-tls";
  private static final Set<String> PLAINTEXT_SECRETS =
      Set.of("inventory/plaintext-password", "ovf/plaintext-password");

  private final String word;

  BuiltInRule(String word) {
    this.word = word;
  }

  /** The name that policy files use. */
  String word() {
    return word;
  }

  static Optional<BuiltInRule> named(String name) {
    return Arrays.stream(values()).filter(rule -> rule.word.equals(name)).findFirst();
  }

  /** Whether a warning of the loaders is told by a rule instead. */
  static boolean tells(Diagnostic warning) {
    return warning.code().equals(INSECURE_TLS) || PLAINTEXT_SECRETS.contains(warning.code());
  }

  Stream<Finding> check(Facts facts, Severity severity) {
    return search(facts)
        .map(found ->
            new Finding(
                word, severity, found.resource(), found.message(), found.advice(), found.range()));
  }

  private Stream<Found> search(Facts facts) {
    return switch (this) {
      case SEPARATE_HOSTS -> sharedHosts(facts);
      case HA_DECLARED -> noHa(facts);
      case NO_PLAINTEXT_SECRETS -> told(facts, PLAINTEXT_SECRETS);
      case TLS_VERIFIED -> told(facts, Set.of(INSECURE_TLS));
      case CERTIFICATE_PINNED -> unpinnedCertificate(facts);
      case PACKAGE_PINNED -> unpinnedPackage(facts);
    };
  }

  private record Found(
      String resource, String message, String advice, @Nullable SourceRange range) {}

  private static Stream<Found> sharedHosts(Facts facts) {
    return facts.blueprint().separatesHosts() || facts.blueprint().nodes().size() < 2
        ? Stream.empty()
        : Stream.of(
            new Found(
                "",
                "All nodes may run on one host, and go down with it.",
                "Set availability.separateHosts to required or preferred.",
                facts.blueprint().separateHostsRange()));
  }

  private static Stream<Found> noHa(Facts facts) {
    return facts.blueprint().ha()
        ? Stream.empty()
        : Stream.of(
            new Found(
                "",
                "The blueprint does not declare vSphere HA, so that nobody restarts the nodes of a"
                    + " host that fails.",
                "Add availability.ha to the blueprint.",
                facts.blueprint().range()));
  }

  private static Stream<Found> unpinnedCertificate(Facts facts) {
    return facts.inventory().isSandbox() || !facts.trust().equals("system")
        ? Stream.empty()
        : Stream.of(
            new Found(
                "",
                "Any authority that the JDK trusts can vouch for another server in the place of"
                    + " vCenter.",
                "Give tls.caFile or tls.thumbprint in the inventory file.",
                facts.inventory().vcenter().range()));
  }

  private static Stream<Found> unpinnedPackage(Facts facts) {
    return facts.inventory().isSandbox() || !facts.blueprint().packageDigest().isEmpty()
        ? Stream.empty()
        : Stream.of(
            new Found(
                "",
                "Another file in the place of the package would be deployed without a word.",
                "Add packageDigest: sha256:… to the blueprint; sha256sum prints it.",
                facts.blueprint().packageRange()));
  }

  private static Stream<Found> told(Facts facts, Set<String> codes) {
    return facts.warnings().stream()
        .filter(warning -> codes.contains(warning.code()))
        .map(warning -> new Found("", warning.detail(), warning.advice(), warning.range()));
  }
}
