package dev.slipway.ovf;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a manifest: lines such as {@code SHA256(disk1.vmdk)= 0f3a…}. */
final class ManifestReader {
  private static final Pattern LINE = Pattern.compile("[^\r\n]+");
  private static final Pattern DIGEST =
      Pattern.compile("\\s*SHA-?(1|256|384|512)\\s*\\((.+)\\)\\s*=\\s*(\\p{XDigit}+)\\s*");
  private static final Map<String, Integer> BITS =
      Map.of("1", 160, "256", 256, "384", 384, "512", 512);

  private final SourceText source;
  private final Diagnostics diagnostics;
  private final Map<String, OvfManifest.Digest> digests = new HashMap<>();

  private ManifestReader(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  /** Reads all sound lines; the others are reported. */
  static OvfManifest read(SourceText source, Diagnostics diagnostics) {
    ManifestReader reader = new ManifestReader(source, diagnostics);
    LINE.matcher(source.text())
        .results()
        .filter(line -> !line.group().isBlank())
        .forEach(reader::readLine);
    return new OvfManifest(reader.digests);
  }

  private void readLine(MatchResult line) {
    Matcher matcher = DIGEST.matcher(line.group());
    if (!matcher.matches()) {
      report(line, "Each line has the form \"SHA256(file)= digest\", with SHA1, SHA256 or SHA512.");
      return;
    }
    String name = Href.plainName(matcher.group(2).strip());
    String hexadecimal = matcher.group(3).toLowerCase(Locale.ROOT);
    int digits = BITS.getOrDefault(matcher.group(1), 0) / 4;
    if (hexadecimal.length() != digits) {
      report(
          line,
          "A SHA-%s digest has %d digits, this one has %d."
              .formatted(matcher.group(1), digits, hexadecimal.length()));
    } else if (digests.putIfAbsent(
            name, new OvfManifest.Digest("SHA-" + matcher.group(1), hexadecimal))
        != null) {
      report(line, "It states a second digest of \"" + name + "\".");
    }
  }

  private void report(MatchResult line, String reason) {
    diagnostics.add(
        Diagnostic.error("ovf/manifest-malformed", "manifest has a malformed line")
            .because(reason)
            .advise("Fetch the package again, or let its maker write the manifest anew.")
            .at(source.range(line.start(), line.end())));
  }
}
