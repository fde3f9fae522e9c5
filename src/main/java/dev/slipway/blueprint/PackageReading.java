package dev.slipway.blueprint;

import dev.slipway.blueprint.Blueprint.LibraryPackage;
import dev.slipway.blueprint.Blueprint.Origin;
import dev.slipway.blueprint.Blueprint.PackageFile;
import dev.slipway.diag.Located;
import dev.slipway.model.PackageDownload;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import dev.slipway.yaml.YamlNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where a package is: a file, an address, or an item of a content library. */
final class PackageReading {
  private static final Pattern DIGEST = Pattern.compile("sha256:([0-9A-Fa-f]{64})");

  /** The values of {@code vcenter.ovf.DiskProvisioningType} in the vSphere Automation API. */
  private static final Set<String> LIBRARY_PROVISIONING =
      Set.of("thin", "thick", "eagerZeroedThick");

  private final Path file;
  private final Surroundings surroundings;
  private final Style style;

  PackageReading(Path file, Surroundings surroundings, Style style) {
    this.file = file;
    this.surroundings = surroundings;
    this.style = style;
  }

  /** Null when something is wrong, which is reported. */
  @Nullable Origin read(MappingReader spec) {
    Located<String> digest = digest(spec.string("packageDigest"));
    if (spec.node("package") instanceof YamlNode.Mapping) {
      return inLibrary(spec, digest);
    }
    Located<String> name = spec.requireString("package");
    if (name == null) {
      return null;
    }
    PackageDownload download = download(name, digest, spec.has("packageDigest"));
    Path place =
        download == null
            ? surroundings.resolve(file, name.value())
            : surroundings.cached(download.sha256());
    return new PackageFile(new Located<>(place, name.range()), download, digest, null);
  }

  private @Nullable Origin inLibrary(MappingReader spec, @Nullable Located<String> digest) {
    MappingReader reader = spec.requireMapping("package");
    if (reader == null) {
      return null;
    }
    Located<String> library = reader.requireString("library");
    Located<String> path = file(reader.string("path"));
    Located<String> named =
        path == null && !reader.has("path") ? reader.requireString("item") : reader.string("item");
    reader.rejectUnknownKeys();
    refuseWhatNeedsFiles(spec, reader.has("path"));
    Located<String> item = named != null || path == null ? named : itemOf(path);
    if (library == null || item == null) {
      return null;
    }
    LibraryPackage inLibrary = new LibraryPackage(library, item);
    return path == null
        ? inLibrary
        : new PackageFile(
            new Located<>(surroundings.resolve(file, path.value()), path.range()),
            null,
            digest,
            inLibrary);
  }

  /** Null for an address, which is reported. */
  private @Nullable Located<String> file(@Nullable Located<String> path) {
    if (path == null || !isAddress(path.value())) {
      return path;
    }
    style.report(
        "library-path-is-address",
        "only a file is put into a content library",
        "This is an address.",
        "Download the package, and name the file.",
        path.range().withoutText());
    return null;
  }

  private static boolean isAddress(String name) {
    return name.matches("(?i)[a-z]+://.*");
  }

  /** An item is called like its package. */
  private static Located<String> itemOf(Located<String> path) {
    return new Located<>(
        path.value().replaceFirst(".*[/\\\\]", "").replaceFirst("(?i)\\.ov[af]$", ""),
        path.range());
  }

  private void refuseWhatNeedsFiles(MappingReader spec, boolean fromFile) {
    if (spec.has("packageDigest") && !fromFile) {
      style.report(
          "library-has-no-digest",
          "a package in a content library has no digest",
          "vCenter tells no digest of it; a saved plan is bound to the version of its content.",
          "Leave packageDigest out.",
          spec.keyRange("packageDigest"));
    }
    if (spec.has("hiddenProperties")) {
      style.report(
          "library-hides-properties",
          "hidden properties cannot be set on a package in a content library",
          "vCenter deploys it as it lies there, and takes no value for them.",
          "Deploy the package from a file, or from an address.",
          spec.keyRange("hiddenProperties"));
    }
    Located<String> disks = spec.string("diskProvisioning");
    if (disks != null && !LIBRARY_PROVISIONING.contains(disks.value())) {
      style.report(
          "library-disk-provisioning",
          "a package in a content library cannot be deployed with these disks",
          "Its disks can be thin, thick or eagerZeroedThick.",
          "",
          disks.range());
    }
  }

  /** Null when the package has no address, or something is wrong, which is reported. */
  private @Nullable PackageDownload download(
      Located<String> name, @Nullable Located<String> digest, boolean digestWritten) {
    if (!isAddress(name.value())) {
      return null;
    }
    Optional<String> refusal = PackageDownload.refusal(name.value());
    if (refusal.isPresent()) {
      style.report(
          "bad-package-url",
          "no package is fetched from this address",
          refusal.get(),
          "Give an address such as https://files.example.com/appliance.ova, or a file.",
          name.range().withoutText());
      return null;
    }
    if (digest == null) {
      if (!digestWritten) {
        style.report(
            "package-not-pinned",
            "a package from an address needs its digest",
            "Only the digest says that what comes from there is what is meant.",
            "Add packageDigest: sha256:…; `slipway inspect URL --blueprint` prints it.",
            name.range());
      }
      return null;
    }
    return new PackageDownload(name.value(), digest.value());
  }

  private @Nullable Located<String> digest(@Nullable Located<String> written) {
    if (written == null) {
      return null;
    }
    Matcher matcher = DIGEST.matcher(written.value());
    if (!matcher.matches()) {
      style.report(
          "bad-package-digest",
          "this is not the SHA-256 of a package",
          "It must be sha256: and 64 hexadecimal digits.",
          "sha256sum prints the digits.",
          written.range());
      return null;
    }
    return new Located<>(matcher.group(1).toLowerCase(Locale.ROOT), written.range());
  }
}
