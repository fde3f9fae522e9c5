package dev.slipway.vsphere;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.port.PortException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Sends one file of a package over one connection. What is wrong with the file is told apart from
 * what is wrong with the connection.
 *
 * @param name of the file, as people call it
 */
record FileSending(String name, URI address, Transfer transfer) {
  /** Something that is opened when it is needed. */
  @FunctionalInterface
  interface Opening<T> {
    T open() throws IOException;
  }

  /**
   * Sends the file, and waits for the answer.
   *
   * @param prepared the connection, on which nothing was sent yet
   */
  void run(Opening<HttpURLConnection> prepared, Opening<InputStream> content)
      throws InterruptedException {
    HttpURLConnection connection;
    try {
      connection = prepared.open();
    } catch (IOException e) {
      throw failed(e);
    }
    transfer.begin(connection);
    try {
      send(connection, content);
      transfer.awaitAnswer();
      int status = connection.getResponseCode();
      if (status / 100 != 2) {
        throw new IOException("it answered with HTTP status " + status);
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while uploading " + name);
      }
      throw failed(e);
    } finally {
      transfer.end();
      connection.disconnect();
    }
  }

  private void send(HttpURLConnection connection, Opening<InputStream> content)
      throws IOException, InterruptedException {
    OutputStream out = connection.getOutputStream();
    try (ReadAhead file = new ReadAhead(open(content))) {
      for (ReadAhead.Block block = next(file); block != null; block = next(file)) {
        out.write(block.bytes(), 0, block.length());
        transfer.sent(block.length());
        file.release(block);
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while uploading " + name);
        }
      }
    }
    out.close();
  }

  private InputStream open(Opening<InputStream> content) {
    try {
      return content.open();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private ReadAhead.@Nullable Block next(ReadAhead file) throws InterruptedException {
    try {
      return file.next();
    } catch (DiagnosedException e) {
      throw PortException.of(e.diagnostics().getFirst());
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** Says that a file of the package cannot be read. */
  static PortException unreadable(String name, IOException cause) {
    return new PortException(
        Category.USER,
        "ovf/unreadable",
        "cannot read " + name + " of the package",
        String.valueOf(cause.getMessage()),
        "Check that the package is complete.",
        cause);
  }

  private PortException failed(IOException cause) {
    return new PortException(
        Category.ENVIRONMENT,
        "vcenter/upload-failed",
        "the upload of " + name + " to " + address.getHost() + " failed",
        FaultTranslation.reason(cause) + ".",
        "Check that port " + port() + " of that host can be reached from here.",
        cause);
  }

  private int port() {
    return address.getPort() >= 0
        ? address.getPort()
        : "http".equals(address.getScheme()) ? 80 : 443;
  }
}
