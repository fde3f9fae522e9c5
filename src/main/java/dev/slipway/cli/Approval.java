package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.port.Attendant;
import java.io.PrintWriter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Asks the user before something is changed, or to do something themselves. */
final class Approval implements Attendant {
  private final Terminal terminal;
  private final CommonOptions common;

  Approval(Terminal terminal, CommonOptions common) {
    this.terminal = terminal;
    this.common = common;
  }

  /**
   * Asks a question that only {@code yes} answers.
   *
   * @throws DiagnosedException when nobody can be asked
   */
  boolean given(PrintWriter conversation, String question) throws InterruptedException {
    if (!canAsk()) {
      throw new DiagnosedException(
          Diagnostic.error("usage", "approval is needed, and nobody can be asked")
              .because("There is no terminal, or --input=false was given.")
              .advise("Add --auto-approve when the plan was looked at."));
    }
    conversation.print("\n" + question + " Only `yes` is accepted: ");
    conversation.flush();
    String answer = readLine();
    return answer != null && answer.strip().equals("yes");
  }

  /** On standard error, which is never a machine's alone. */
  @Override
  public boolean attend(String step, String instructions) throws InterruptedException {
    if (!canAsk()) {
      return false;
    }
    synchronized (terminal) {
      terminal
          .err()
          .printf("%nSomething has to be done by hand (%s):%n%s%n", step, instructions.strip());
      terminal.err().print("Press Enter when it is done, or Ctrl-C to stop here: ");
      terminal.err().flush();
      return readLine() != null;
    }
  }

  private boolean canAsk() {
    return common.input && terminal.attached().in();
  }

  /**
   * Reads on a thread of its own, because reading a terminal cannot be interrupted; null at its
   * end.
   */
  private @Nullable String readLine() throws InterruptedException {
    FutureTask<@Nullable String> reading = new FutureTask<>(terminal.in()::readLine);
    Thread.ofPlatform().daemon().name("approval").start(reading);
    try {
      return reading.get();
    } catch (ExecutionException e) {
      return null;
    }
  }
}
