package dev.slipway.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/** One command on one channel; with a terminal it echoes and ends lines as a terminal does. */
final class ScriptedCommand implements Command, Conversation {
  private static final int BROKEN = 70;

  /** What the command does; returns its exit status. */
  @FunctionalInterface
  interface Program {
    int run(Conversation conversation) throws IOException;
  }

  private final Program program;
  private InputStream input = InputStream.nullInputStream();
  private OutputStream output = OutputStream.nullOutputStream();
  private OutputStream errors = OutputStream.nullOutputStream();
  private ExitCallback exit = (status, message, immediately) -> {};
  private boolean terminal;
  private @Nullable Thread thread;

  ScriptedCommand(Program program) {
    this.program = program;
  }

  @Override
  public void setInputStream(InputStream stream) {
    input = stream;
  }

  @Override
  public void setOutputStream(OutputStream stream) {
    output = stream;
  }

  @Override
  public void setErrorStream(OutputStream stream) {
    errors = stream;
  }

  @Override
  public void setExitCallback(ExitCallback callback) {
    exit = callback;
  }

  @Override
  public void start(ChannelSession channel, Environment environment) {
    terminal = environment.getEnv().containsKey(Environment.ENV_TERM);
    thread = Thread.ofPlatform().daemon().name("sandbox-command").start(this::run);
  }

  @Override
  public void destroy(ChannelSession channel) {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void run() {
    try {
      exit.onExit(program.run(this));
    } catch (IOException | RuntimeException e) {
      // The channel is gone, or the script is wrong; the latter is told where one sees it.
      exit.onExit(BROKEN, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void print(String text) throws IOException {
    write(output, text);
  }

  @Override
  public void printError(String text) throws IOException {
    write(terminal ? output : errors, text);
  }

  @Override
  public @Nullable String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    int read = input.read();
    while (read >= 0 && read != '\n' && read != '\r') {
      line.append((char) read);
      read = input.read();
    }
    if (terminal && read >= 0) {
      write(output, line + "\n");
    }
    return read < 0 && line.isEmpty() ? null : line.toString();
  }

  private void write(OutputStream stream, String text) throws IOException {
    String sent = terminal ? text.replace("\n", "\r\n") : text;
    stream.write(sent.getBytes(StandardCharsets.UTF_8));
    stream.flush();
  }
}
