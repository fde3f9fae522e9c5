package dev.slipway.port;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Looks at the certificates of HTTPS servers. */
@FunctionalInterface
public interface ServerCertificates {
  /**
   * Connects without asking anything.
   *
   * @return SHA-256 of the certificate in hexadecimal digits; empty when the authorities known to
   *     the JDK vouch for it, so that nobody needs to remember it
   * @throws PortException when the server cannot be reached
   */
  Optional<String> unvouched(URI url, Duration timeout) throws InterruptedException;
}
