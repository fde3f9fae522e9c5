package dev.slipway.ovf;

import dev.slipway.diag.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A package of either kind; its kind shows in {@code files} alone. */
record OpenPackage(
    Path file,
    PackageFiles files,
    OvfDescriptor descriptor,
    String descriptorText,
    @Nullable OvfManifest statedDigests,
    @Nullable String certificateName,
    List<Diagnostic> refusals,
    String identity)
    implements OvfPackage {
  @Override
  public Optional<OvfManifest> manifest() {
    return Optional.ofNullable(statedDigests);
  }

  @Override
  public Optional<String> certificate() {
    return Optional.ofNullable(certificateName);
  }

  @Override
  public List<String> parts(OvfDescriptor.File declared) {
    return FileParts.of(declared, files);
  }

  @Override
  public long size(String href) throws IOException {
    return files.size(name(href));
  }

  @Override
  public InputStream open(String href) throws IOException {
    return files.open(name(href));
  }

  @Override
  public void close() throws IOException {
    files.close();
  }

  private String name(String href) throws NoSuchFileException {
    Href reference = new Href(href);
    return (reference.refusal().isPresent()
            ? Optional.<String>empty()
            : reference.resolve(files::contains))
        .orElseThrow(() -> new NoSuchFileException(href, null, "not in " + file));
  }
}
