package dev.slipway.blueprint;

import dev.slipway.blueprint.Inventory.Tls;
import dev.slipway.blueprint.Inventory.VCenterAccess;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Interpolation;
import dev.slipway.model.Value;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads how to reach the vCenter. What the file leaves out comes from the environment variables
 * that Terraform's vSphere provider and govc use.
 */
final class VCenterReading {
  private static final String SANDBOX = "sandbox:";
  private static final Set<String> ELSEWHERE = Set.of("env", "file");
  private static final List<String> SERVER = List.of("VSPHERE_SERVER", "GOVC_URL");
  private static final int LAST_PORT = 65_535;
  private static final int SHA1_DIGITS = 40;
  private static final int SHA256_DIGITS = 64;

  private final Function<@Nullable Located<String>, @Nullable Located<Path>> existingFile;
  private final Map<String, String> environment;
  private final Set<String> declaredSecrets;
  private final boolean secretsAtHand;
  private final Expansion expansion;
  private final Style style;

  VCenterReading(
      Function<@Nullable Located<String>, @Nullable Located<Path>> existingFile,
      Map<String, String> environment,
      Set<String> declaredSecrets,
      boolean secretsAtHand,
      Expansion expansion) {
    this.existingFile = existingFile;
    this.environment = environment;
    this.declaredSecrets = declaredSecrets;
    this.secretsAtHand = secretsAtHand;
    this.expansion = expansion;
    this.style = expansion.style();
  }

  /**
   * Reads the block; null, with diagnostics, when something is missing.
   *
   * @param place where to report what is missing when there is no block at all
   */
  @Nullable VCenterAccess read(@Nullable MappingReader reader, SourceRange place) {
    SourceRange here = reader == null ? place : reader.place();
    Located<String> url = required(reader, "url", here, SERVER);
    boolean sandbox = url != null && url.value().startsWith(SANDBOX);
    if (url != null && sandbox && !url.value().matches(SANDBOX + "[A-Za-z0-9.-]*")) {
      style.report(
          "bad-url",
          "this is no name of a sandbox",
          "It may have letters, digits, dots and hyphens.",
          "Such as sandbox:paris, or sandbox: for the built-in one.",
          url.range());
    }
    Located<String> sdk = url == null || sandbox ? url : sdkAddress(url, reader);
    String username = "";
    Value password = new Value.Confidential("");
    Tls tls = new Tls(null, null, false);
    if (!sandbox && !isElsewhere(reader, "username")) {
      Located<String> user =
          required(reader, "username", here, List.of("VSPHERE_USER", "GOVC_USERNAME"));
      username = user == null ? "" : user.value();
    }
    if (!sandbox && !isElsewhere(reader, "password")) {
      password = password(reader, here);
    }
    if (reader != null) {
      reader.node("username");
      reader.node("password");
      tls = tls(reader.mapping("tls"));
      reader.rejectUnknownKeys();
    }
    return sdk == null ? null : new VCenterAccess(sdk, username, password, tls, here);
  }

  /** Whether a credential comes from where nobody looks for it when no secrets are at hand. */
  private boolean isElsewhere(@Nullable MappingReader reader, String key) {
    if (secretsAtHand) {
      return false;
    }
    Located<String> written = reader == null ? null : reader.rawString(key);
    return written == null
        || Interpolation.parse(written.value())
            .references()
            .anyMatch(reference -> ELSEWHERE.contains(reference.scope()));
  }

  private @Nullable Located<String> required(
      @Nullable MappingReader reader, String key, SourceRange here, List<String> fallbacks) {
    if (reader != null && reader.node(key) != null) {
      return reader.requireString(key);
    }
    String value = fromEnvironment(fallbacks);
    if (value == null) {
      style.report(
          "missing-" + key,
          "the vCenter's \"" + key + "\" is missing",
          "",
          "Give it under \"vcenter\", or set " + String.join(" or ", fallbacks) + ".",
          here);
      return null;
    }
    return new Located<>(value, here);
  }

  private @Nullable String fromEnvironment(List<String> names) {
    return variable(names).map(environment::get).orElse(null);
  }

  private Optional<String> variable(List<String> names) {
    return names.stream().filter(name -> !environment.getOrDefault(name, "").isBlank()).findFirst();
  }

  private Value password(@Nullable MappingReader reader, SourceRange here) {
    Located<String> written =
        reader != null && reader.has("password") ? reader.rawString("password") : null;
    if (reader != null && reader.has("password")) {
      if (written == null) {
        return new Value.Confidential("");
      }
      if (Interpolation.parse(written.value()).references().findAny().isEmpty()) {
        style
            .diagnostics()
            .add(
                Diagnostic.warning(
                        "inventory/plaintext-password", "the password stands in the file")
                    .because("Whoever can read the inventory file can log in to vCenter.")
                    .advise("Write ${env:VSPHERE_PASSWORD} or ${secret:NAME} instead.")
                    .at(written.range().withoutText()));
      }
      Located<Value> expanded = expansion.value(written);
      if (expanded == null) {
        return new Value.Confidential("");
      }
      InventoryChecks.checkSecrets(expanded, declaredSecrets, style.diagnostics());
      return confidential(expanded.value());
    }
    Located<String> password =
        required(reader, "password", here, List.of("VSPHERE_PASSWORD", "GOVC_PASSWORD"));
    return confidential(Value.plain(password == null ? "" : password.value()));
  }

  /** A password is never shown, wherever it came from. */
  private static Value confidential(Value value) {
    return switch (value) {
      case Value.Confidential confidential -> confidential;
      case Value.Plain plain ->
          new Value.Confidential(Interpolation.literal(plain.text()).source());
    };
  }

  private @Nullable Located<String> sdkAddress(
      Located<String> written, @Nullable MappingReader reader) {
    String text = written.value();
    try {
      URI uri = new URI(text.contains("://") ? text : "https://" + text);
      if (uri.getUserInfo() != null) {
        style.report(
            "credentials-in-url",
            "the URL of vCenter must not hold credentials",
            "URLs are shown in messages.",
            "Give \"username\" and \"password\" instead.",
            written.range().withoutText());
        return null;
      }
      if (uri.getHost() != null && uri.getPort() <= LAST_PORT && isTransportSafe(uri)) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        return new Located<>(
            path.isEmpty() || path.equals("/") ? uri.resolve("/sdk").toString() : uri.toString(),
            written.range());
      }
    } catch (URISyntaxException e) {
      // reported below
    }
    String source =
        reader != null && reader.has("url")
            ? ""
            : variable(SERVER).map(name -> " It was taken from " + name + ".").orElse("");
    style.report(
        "bad-url",
        "this is not the URL of a vCenter",
        "It must be an https address; http is accepted for this machine only." + source,
        "Such as https://vcenter.example/sdk, or sandbox: for the embedded one.",
        written.range().withoutText());
    return null;
  }

  private static boolean isTransportSafe(URI uri) {
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> uri.getHost().equals("localhost") || uri.getHost().startsWith("127.");
      default -> false;
    };
  }

  private Tls tls(@Nullable MappingReader reader) {
    if (reader == null) {
      return new Tls(null, null, false);
    }
    Located<Path> caFile = existingFile.apply(reader.string("caFile"));
    Located<String> thumbprint = reader.string("thumbprint");
    Located<Boolean> insecure = reader.bool("insecure");
    reader.rejectUnknownKeys();
    boolean unverified = insecure != null && insecure.value();
    if (Stream.of(reader.has("caFile"), reader.has("thumbprint"), unverified)
            .filter(Boolean::booleanValue)
            .count()
        > 1) {
      style.report(
          "ambiguous-tls",
          "only one way to trust the server can be given",
          "",
          "Keep one of \"caFile\", \"thumbprint\" and \"insecure\".",
          reader.place());
    }
    if (insecure != null && unverified) {
      style
          .diagnostics()
          .add(
              Diagnostic.warning(
                      "inventory/insecure-tls", "the certificate of vCenter is not checked")
                  .because("Whoever answers at that address gets the password.")
                  .advise("Give \"caFile\" or \"thumbprint\" instead.")
                  .at(insecure.range()));
    }
    return new Tls(
        caFile == null ? null : caFile.value(),
        thumbprint == null ? null : sha256(thumbprint),
        unverified);
  }

  /** The thumbprint as upper-case pairs with colons; null, with a diagnostic, when it is none. */
  private @Nullable String sha256(Located<String> written) {
    String digits = written.value().replace(":", "").toUpperCase(Locale.ROOT);
    boolean hexadecimal = digits.matches("[0-9A-F]+");
    if (hexadecimal && digits.length() == SHA256_DIGITS) {
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(HexFormat.of().parseHex(digits));
    }
    boolean sha1 = hexadecimal && digits.length() == SHA1_DIGITS;
    style.report(
        "bad-thumbprint",
        sha1 ? "SHA-1 thumbprints are not accepted" : "this is not a SHA-256 thumbprint",
        sha1
            ? "Certificates with the same SHA-1 can be forged."
            : "It must have 64 hexadecimal digits, with or without colons.",
        "openssl x509 -noout -fingerprint -sha256 prints the right one.",
        written.range());
    return null;
  }
}
