package dev.slipway.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import dev.slipway.files.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A file of known host keys in OpenSSH's format. Lines that are not ours to change are kept. */
final class KnownHosts {
  private static final String OURS = "slipway";

  /** Keeps lines as they are, whatever their encoding. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private final Path file;

  KnownHosts(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** How OpenSSH writes a host in the file: with its port unless that is 22. */
  static String nameOf(String host, int port) {
    return port == 22 ? host : "[" + host + "]:" + port;
  }

  /** The keys known for a host, hashed names and patterns included. */
  List<Entry> find(String host) throws IOException, JSchException {
    List<Entry> found = new ArrayList<>();
    for (String line : lines()) {
      found.addAll(parse(line, host));
    }
    return found;
  }

  /** Adds a key for a host; keys for it that were recorded before by Slipway go. */
  void record(String host, byte[] key, String comment) throws IOException, JSchException {
    List<String> kept = new ArrayList<>();
    for (String line : lines()) {
      if (parse(line, host).stream().noneMatch(Entry::isOurs)) {
        kept.add(line);
      }
    }
    kept.add(
        host
            + " "
            + SshKeys.type(key)
            + " "
            + Base64.getEncoder().encodeToString(key)
            + " "
            + new String(comment.getBytes(StandardCharsets.UTF_8), BYTES));
    PrivateFiles.write(file, (String.join("\n", kept) + "\n").getBytes(BYTES));
  }

  private List<String> lines() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file, BYTES) : List.of();
  }

  private static List<Entry> parse(String line, String host) throws JSchException {
    JSch reader = new JSch();
    reader.setKnownHosts(new ByteArrayInputStream(line.getBytes(BYTES)));
    HostKey[] keys = reader.getHostKeyRepository().getHostKey(host, null);
    List<Entry> entries = new ArrayList<>();
    for (HostKey key : keys == null ? new HostKey[0] : keys) {
      if (!"@cert-authority".equals(key.getMarker())) {
        entries.add(new Entry(key));
      }
    }
    return entries;
  }

  /** One key known for a host. */
  record Entry(HostKey key) {
    boolean holds(byte[] blob) {
      return key.getKey().equals(Base64.getEncoder().encodeToString(blob));
    }

    String fingerprint() {
      return HostKeyCheck.fingerprint(Base64.getDecoder().decode(key.getKey()));
    }

    boolean isRevoked() {
      return "@revoked".equals(key.getMarker());
    }

    boolean isOurs() {
      return key.getComment() != null && key.getComment().startsWith(OURS);
    }
  }
}
