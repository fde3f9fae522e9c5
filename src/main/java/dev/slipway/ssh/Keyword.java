package dev.slipway.ssh;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The keywords of ssh_config(5) that are heeded. */
enum Keyword {
  HOST_NAME("HostName", Kind.TEXT),
  USER("User", Kind.TEXT),
  PORT("Port", Kind.PORT),
  IDENTITY_FILE("IdentityFile", Kind.FILE),
  CERTIFICATE_FILE("CertificateFile", Kind.FILE),
  USER_KNOWN_HOSTS_FILE("UserKnownHostsFile", Kind.FILE),
  PROXY_JUMP("ProxyJump", Kind.JUMPS),
  KEX_ALGORITHMS("KexAlgorithms", Kind.ALGORITHMS),
  HOST_KEY_ALGORITHMS("HostKeyAlgorithms", Kind.ALGORITHMS),
  CIPHERS("Ciphers", Kind.ALGORITHMS),
  MACS("MACs", Kind.ALGORITHMS),
  PUBKEY_ACCEPTED_ALGORITHMS("PubkeyAcceptedAlgorithms", Kind.ALGORITHMS);

  /** What stands behind a keyword. */
  enum Kind {
    TEXT,
    PORT,
    FILE,
    JUMPS,
    ALGORITHMS
  }

  /** The value that says that there is none. */
  static final String NONE = "none";

  private final String written;
  private final Kind kind;

  Keyword(String written, Kind kind) {
    this.written = written;
    this.kind = kind;
  }

  /** As OpenSSH's manual writes it. */
  String written() {
    return written;
  }

  Kind kind() {
    return kind;
  }

  static Stream<Keyword> algorithms() {
    return Arrays.stream(values()).filter(keyword -> keyword.kind == Kind.ALGORITHMS);
  }

  /** The one that is meant, upper and lower case being the same; empty when it is not heeded. */
  static Optional<Keyword> find(String text) {
    // Until OpenSSH 8.5 it had another name.
    String current =
        text.toLowerCase(Locale.ROOT).equals("pubkeyacceptedkeytypes")
            ? PUBKEY_ACCEPTED_ALGORITHMS.written
            : text;
    return Arrays.stream(values())
        .filter(keyword -> keyword.written.equalsIgnoreCase(current))
        .findFirst();
  }
}
