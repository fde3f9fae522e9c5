package dev.slipway.port;

import dev.slipway.model.Secret;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** An authenticated connection to one node. What is asked of it runs one after another. */
public interface RemoteShell extends AutoCloseable {
  /** Fingerprint of the host's key, as {@code SHA256:…} in unpadded Base64. */
  String hostKeyFingerprint();

  /**
   * Runs one command to its end.
   *
   * @throws PortException when the connection breaks or the timeout passes
   */
  Result run(Command command) throws InterruptedException;

  /**
   * Writes a file, so that whoever reads it finds the old or the new one whole. Its folder must
   * exist.
   *
   * @throws PortException when it cannot be written, the connection breaks or the timeout passes
   */
  void upload(Upload upload) throws InterruptedException;

  /** Disconnects. Never throws. */
  @Override
  void close();

  /**
   * A command as the remote shell gets it.
   *
   * @param text wrapped, since it may hold secrets
   * @param terminal whether to allocate a pseudo-terminal
   * @param prompts questions with their answers, each answered as often as it is asked
   */
  record Command(Secret text, boolean terminal, List<Answer> prompts, Duration timeout) {
    public Command {
      prompts = List.copyOf(prompts);
    }
  }

  /**
   * A file to write.
   *
   * @param content as UTF-8; wrapped, since it may hold secrets
   * @param mode POSIX permissions, such as octal 0640
   */
  record Upload(Secret content, String path, int mode, Duration timeout) {}

  /** The answer to a question; a line break is added. */
  record Answer(Pattern question, Secret answer) {}

  /**
   * What came of a command. Carriage returns and escape sequences of terminals are removed.
   *
   * @param output standard output; with a terminal, the errors too
   */
  record Result(int exitStatus, String output, String errors) {}
}
