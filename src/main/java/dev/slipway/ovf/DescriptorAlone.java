package dev.slipway.ovf;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A descriptor whose other files are elsewhere, and not this program's business. */
final class DescriptorAlone implements PackageFiles {
  private final String descriptor;
  private final byte[] content;

  DescriptorAlone(String descriptor, byte[] content) {
    this.descriptor = descriptor;
    this.content = content.clone();
  }

  @Override
  public String descriptor() {
    return descriptor;
  }

  @Override
  public List<String> names() {
    return List.of(descriptor);
  }

  @Override
  public boolean contains(String name) {
    return descriptor.equals(name);
  }

  @Override
  public boolean lacksOthers() {
    return true;
  }

  @Override
  public long size(String name) throws IOException {
    return bytes(name).length;
  }

  @Override
  public InputStream open(String name) throws IOException {
    return new ByteArrayInputStream(bytes(name));
  }

  @Override
  public String location(String name) {
    return name;
  }

  @Override
  public void close() {}

  private byte[] bytes(String name) throws FileNotFoundException {
    if (!contains(name)) {
      throw new FileNotFoundException(name);
    }
    return content;
  }
}
