package dev.slipway.ovf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A descriptor and the files beside it. */
record FolderFiles(Path descriptorFile) implements PackageFiles {
  @Override
  public String descriptor() {
    return String.valueOf(descriptorFile.getFileName());
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(descriptorFile.toAbsolutePath().getParent())) {
      return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }

  @Override
  public boolean contains(String name) {
    try {
      return Files.isRegularFile(path(name));
    } catch (InvalidPathException impossibleHere) {
      return false;
    }
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(path(name));
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(path(name));
  }

  @Override
  public String location(String name) {
    return path(name).toString();
  }

  @Override
  public void close() {}

  private Path path(String name) {
    return descriptorFile.resolveSibling(name);
  }
}
