package dev.slipway.ovf;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

/** The files of a package, by their plain names. */
sealed interface PackageFiles extends Closeable permits ArchiveFiles, FolderFiles, DescriptorAlone {
  /** The name of the descriptor. */
  String descriptor();

  /** All names. */
  Collection<String> names() throws IOException;

  boolean contains(String name);

  /** Whether files that the descriptor references are missing by intention. */
  default boolean lacksOthers() {
    return false;
  }

  /** The size of a file that is there, in bytes. */
  long size(String name) throws IOException;

  /** Opens a file that is there. Several may be open at once, in several threads. */
  InputStream open(String name) throws IOException;

  /** How messages call the file. */
  String location(String name);
}
