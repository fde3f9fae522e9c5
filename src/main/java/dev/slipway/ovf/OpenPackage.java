package dev.slipway.ovf;

import dev.slipway.diag.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
  public long contentSize(String href) throws IOException {
    OvfDescriptor.File declared = declared(href);
    if (declared.compression().isEmpty()) {
      return FileParts.size(existingParts(declared), files);
    }
    long size = 0;
    byte[] buffer = new byte[64 * 1024];
    try (InputStream content = content(href)) {
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        size += count;
        if (Thread.interrupted()) {
          throw new InterruptedIOException("interrupted while reading " + href);
        }
      }
    }
    return size;
  }

  @Override
  public InputStream content(String href) throws IOException {
    OvfDescriptor.File declared = declared(href);
    return FileContent.open(declared, existingParts(declared), files, statedDigests);
  }

  @Override
  public List<String> names() {
    return Stream.concat(
            Stream.of(files.descriptor()),
            descriptor.files().stream().flatMap(declared -> parts(declared).stream()))
        .distinct()
        .toList();
  }

  @Override
  public InputStream stored(String name) throws IOException {
    return FileContent.open(
        new OvfDescriptor.File("", name, null, null, ""), List.of(name), files, statedDigests);
  }

  private OvfDescriptor.File declared(String href) {
    return descriptor.files().stream()
        .filter(each -> each.href().equals(href))
        .findFirst()
        .orElseGet(() -> new OvfDescriptor.File("", href, null, null, ""));
  }

  private List<String> existingParts(OvfDescriptor.File declared) throws NoSuchFileException {
    List<String> parts = parts(declared);
    if (parts.isEmpty()) {
      throw missing(declared.href());
    }
    return parts;
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
        .orElseThrow(() -> missing(href));
  }

  private NoSuchFileException missing(String href) {
    return new NoSuchFileException(href, null, "not in " + file);
  }
}
