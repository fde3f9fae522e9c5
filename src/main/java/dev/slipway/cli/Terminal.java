package dev.slipway.cli;

import dev.slipway.model.LockHolder;
import dev.slipway.view.RedactingWriter;
import dev.slipway.view.Redaction;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/**
 * The surroundings that a command runs in; nothing else reads them.
 *
 * @param out results
 * @param err progress and problems
 * @param attached which of the three standard streams are terminals
 * @param redaction what both writers pass through
 * @param reach how nodes of a real vCenter are reached
 */
record Terminal(
    PrintWriter out,
    PrintWriter err,
    BufferedReader in,
    Attached attached,
    Map<String, String> environment,
    Path workingDirectory,
    Redaction redaction,
    InstantSource clock,
    Reach reach) {

  /** Which standard streams a person sits at. */
  record Attached(boolean in, boolean out, boolean err) {
    static final Attached NOTHING = new Attached(false, false, false);
  }

  /**
   * Those of this process. Whether the streams are terminals is told by the launcher in the system
   * property {@code slipway.terminals} (such as {@code 012}), for Java itself cannot tell them
   * apart.
   */
  static Terminal ofProcess() {
    Redaction redaction = new Redaction();
    String terminals = System.getProperty("slipway.terminals", "");
    return new Terminal(
        new RedactingWriter(new FileOutputStream(FileDescriptor.out), redaction),
        new RedactingWriter(new FileOutputStream(FileDescriptor.err), redaction),
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        new Attached(terminals.contains("0"), terminals.contains("1"), terminals.contains("2")),
        System.getenv(),
        Path.of("").toAbsolutePath(),
        redaction,
        InstantSource.system(),
        Reach.DIRECT);
  }

  /** The folder for what Slipway keeps on this machine: journals, known hosts, the sandbox. */
  Path dataFolder() {
    return workingDirectory.resolve(environment.getOrDefault("SLIPWAY_DATA_DIR", ".slipway"));
  }

  /**
   * This process as the holder of locks. The launcher tells the machine's name in the system
   * property {@code slipway.host}, for Java would ask the network for it.
   */
  LockHolder holder(String command) {
    return new LockHolder(
        UUID.randomUUID().toString(),
        user(),
        System.getProperty(
            "slipway.host", environment.getOrDefault("HOSTNAME", "an unnamed machine")),
        ProcessHandle.current().pid(),
        command);
  }

  /** Who runs this process. */
  static String user() {
    return System.getProperty("user.name", "somebody");
  }

  /** Keeps a path as the user wrote it when the working directory is the process's own. */
  Path resolve(Path file) {
    return workingDirectory.equals(Path.of("").toAbsolutePath())
        ? file
        : workingDirectory.resolve(file);
  }

  /** The path as a user would write it: from the working directory when it lies below. */
  Path asNamed(Path file) {
    return resolve(file.startsWith(workingDirectory) ? workingDirectory.relativize(file) : file);
  }
}
