package dev.slipway.port;

import dev.slipway.model.Secret;
import java.net.URI;
import java.nio.file.Path;

/**
 * How to reach and trust a vCenter.
 *
 * @param url of the SDK, such as {@code https://vcenter.lon.example/sdk}
 */
public record VCenterEndpoint(URI url, String username, Secret password, Trust trust) {
  /** What makes the server's certificate acceptable; it holds for this endpoint alone. */
  public sealed interface Trust {
    /** The authorities that the JDK knows. */
    record SystemAuthorities() implements Trust {}

    /** The authorities in a PEM file. */
    record Authorities(Path pemFile) implements Trust {}

    /** One certificate, by the SHA-256 of its DER form, as upper-case pairs with colons. */
    record Thumbprint(String sha256) implements Trust {}

    /** Anything; told to the user with every run. */
    record Unverified() implements Trust {}
  }
}
