package dev.slipway.expand;

import dev.slipway.blueprint.Blueprint;
import dev.slipway.blueprint.Blueprint.PackageFile;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.PackageDownload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Whether the package is the one that the blueprint pins. One that is fetched was checked on its
 * way into the cache.
 */
public final class PackageDigest {
  private PackageDigest() {}

  /** Reads the whole package file, only when the blueprint gives a digest. */
  public static void check(Blueprint blueprint, Diagnostics diagnostics) throws IOException {
    if (!(blueprint.origin()
            instanceof
            PackageFile(var located, PackageDownload download, Located<String> pinned, var item))
        || pinned == null
        || download != null
        || !Files.isRegularFile(located.value())) {
      return;
    }
    Path file = located.value();
    String digest = sha256(file);
    if (!digest.equals(pinned.value())) {
      diagnostics.add(
          Diagnostic.error("ovf/package-digest-mismatch", "the package is not the one pinned")
              .because("The SHA-256 of " + file + " is " + digest + ".")
              .advise("Get the right file, or write sha256:" + digest + " when this one is meant.")
              .at(pinned.range()));
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digesting =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digesting.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
