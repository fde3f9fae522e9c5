package dev.slipway.cli;

import dev.slipway.model.LibraryItem;
import dev.slipway.ovf.OvfPackage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A package that can be looked into, to be closed.
 *
 * @param item of the content library that it was found in; null when it is a file
 */
record OpenedPackage(OvfPackage ovfPackage, @Nullable LibraryItem item) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    ovfPackage.close();
  }
}
