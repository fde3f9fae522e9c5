package dev.slipway.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.ShellTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A session of JSch; each command has a channel of its own. */
final class JschShell implements RemoteShell {
  /** Wide, so that no program breaks a line that is to be read by a machine. */
  private static final int COLUMNS = 1000;

  private static final int ROWS = 50;

  private final Session session;
  private final ShellTarget target;
  private final String fingerprint;

  JschShell(Session session, ShellTarget target, String fingerprint) {
    this.session = session;
    this.target = target;
    this.fingerprint = fingerprint;
  }

  @Override
  public String hostKeyFingerprint() {
    return fingerprint;
  }

  @Override
  public Result run(Command command) throws InterruptedException {
    long deadline = System.nanoTime() + command.timeout().toNanos();
    Transcript transcript = new Transcript();
    ChannelExec channel = channel();
    try {
      Dialogue dialogue = start(channel, command, transcript);
      while (!transcript.isClosed()) {
        if (!transcript.awaitNews(deadline)) {
          throw timedOut(command.timeout(), null);
        }
        if (transcript.isTooLong()) {
          throw JschShells.failed(
              "ssh/too-much-output",
              "A command on " + JschShells.name(target) + " was cut off",
              "It printed more than " + Transcript.LIMIT / (1024 * 1024) + " MiB",
              "",
              null);
        }
        dialogue.answer(transcript);
      }
    } catch (IOException e) {
      if (!transcript.isClosed()) {
        throw lost(e);
      }
    } finally {
      channel.disconnect();
    }
    int status = channel.getExitStatus();
    if (status < 0) {
      throw lost(null);
    }
    return new Result(status, transcript.outputText(), transcript.errorText());
  }

  private ChannelExec channel() {
    try {
      return (ChannelExec) session.openChannel("exec");
    } catch (JSchException e) {
      throw lost(e);
    }
  }

  private Dialogue start(ChannelExec channel, Command command, Transcript transcript)
      throws InterruptedException, IOException {
    channel.setCommand(command.text().reveal().getBytes(StandardCharsets.UTF_8));
    channel.setOutputStream(transcript.output());
    channel.setErrStream(transcript.errors());
    if (command.terminal()) {
      channel.setPty(true);
      channel.setPtyType("dumb", COLUMNS, ROWS, 0, 0);
    }
    OutputStream input = OutputStream.nullOutputStream();
    if (command.prompts().isEmpty()) {
      // A command that reads all the same finds the end at once, and does not hang.
      channel.setInputStream(InputStream.nullInputStream());
    } else {
      input = channel.getOutputStream();
    }
    Duration limit =
        command.timeout().compareTo(target.connectTimeout()) < 0
            ? command.timeout()
            : target.connectTimeout();
    try {
      Abortable.call(
          limit,
          () -> {
            channel.connect();
            return channel;
          },
          channel::disconnect);
    } catch (TimeoutException e) {
      throw timedOut(limit, e);
    } catch (ExecutionException e) {
      throw lost(e.getCause());
    }
    return new Dialogue(command.prompts(), input);
  }

  @Override
  public void close() {
    session.disconnect();
  }

  private PortException timedOut(Duration limit, @Nullable Throwable cause) {
    return JschShells.failed(
        "ssh/timeout",
        "A command on " + JschShells.name(target) + " did not end in time",
        "It was given " + limit.toSeconds() + " s; it may still be running there",
        "",
        cause);
  }

  private PortException lost(@Nullable Throwable cause) {
    return JschShells.failed(
        "ssh/connection-lost",
        "SSH connection to " + JschShells.name(target) + " was lost",
        cause == null || cause.getMessage() == null
            ? "No exit status came: the command was killed, or is still running there"
            : cause.getMessage(),
        "Run apply again: what is done is not done twice.",
        cause);
  }
}
