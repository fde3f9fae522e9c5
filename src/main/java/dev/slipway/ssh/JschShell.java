package dev.slipway.ssh;

import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpException;
import dev.slipway.port.PortException;
import dev.slipway.port.RemoteShell;
import dev.slipway.port.ShellTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A session of JSch at the end of a route; each command has a channel of its own. */
final class JschShell implements RemoteShell {
  /** Wide, so that no program breaks a line that is to be read by a machine. */
  private static final int COLUMNS = 1000;

  private static final int ROWS = 50;

  /** What the name of a file that is being written ends in. */
  private static final String PARTIAL = ".slipway-partial";

  private final Route route;
  private final Session session;
  private final ShellTarget target;
  private final String fingerprint;

  /**
   * @param route its end is the session of the node; closed with the shell
   */
  JschShell(Route route, ShellTarget target, String fingerprint) {
    this.route = route;
    this.session = route.end();
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
          throw Failures.failed(
              "ssh/too-much-output",
              "A command on " + name() + " was cut off",
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

  @Override
  public void upload(Upload upload) throws InterruptedException {
    ChannelSftp channel = sftp();
    try {
      Abortable.call(
          upload.timeout(),
          () -> {
            channel.connect();
            write(upload, channel);
            return channel;
          },
          channel::disconnect);
    } catch (TimeoutException e) {
      throw Failures.failed(
          "ssh/timeout",
          "Writing a file on " + name() + " did not end in time",
          "It was given " + upload.timeout().toSeconds() + " s",
          "",
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SftpException refused) {
        throw Failures.failed(
            "ssh/upload-refused",
            "A file could not be written on " + name(),
            upload.path() + ": " + refused.getMessage(),
            "Its folder must exist, and the user must be allowed to write there.",
            refused);
      }
      throw lost(e.getCause());
    } finally {
      channel.disconnect();
    }
  }

  /** Under another name first: a file that is half written is read by nobody. */
  private static void write(Upload upload, ChannelSftp channel) throws SftpException {
    String partial = upload.path() + PARTIAL;
    byte[] content = upload.content().reveal().getBytes(StandardCharsets.UTF_8);
    try {
      // The permissions first: the content may be secret.
      channel.put(InputStream.nullInputStream(), partial);
      channel.chmod(upload.mode(), partial);
      channel.put(new ByteArrayInputStream(content), partial, ChannelSftp.OVERWRITE);
      channel.rename(partial, upload.path());
    } catch (SftpException e) {
      try {
        channel.rm(partial);
      } catch (SftpException absent) {
        e.addSuppressed(absent);
      }
      throw e;
    }
  }

  private ChannelSftp sftp() {
    try {
      return (ChannelSftp) session.openChannel("sftp");
    } catch (JSchException e) {
      throw lost(e);
    }
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
    route.close();
  }

  private PortException timedOut(Duration limit, @Nullable Throwable cause) {
    return Failures.failed(
        "ssh/timeout",
        "A command on " + name() + " did not end in time",
        "It was given " + limit.toSeconds() + " s; it may still be running there",
        "",
        cause);
  }

  private PortException lost(@Nullable Throwable cause) {
    return Failures.failed(
        "ssh/connection-lost",
        "SSH connection to " + name() + " was lost",
        cause == null || cause.getMessage() == null
            ? "No exit status came: the command was killed, or is still running there"
            : cause.getMessage(),
        "Run apply again: what is done is not done twice.",
        cause);
  }

  private String name() {
    return KnownHosts.nameOf(target.host(), target.access().port());
  }
}
