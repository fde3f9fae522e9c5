package dev.slipway.cli;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import java.io.PrintWriter;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Asks the user before something is changed. */
final class Approval {
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
    if (!common.input || !terminal.attached().in()) {
      throw new DiagnosedException(
          Diagnostic.error("usage", "approval is needed, and nobody can be asked")
              .because("There is no terminal, or --input=false was given.")
              .advise("Add --auto-approve when the plan was looked at."));
    }
    conversation.print("\n" + question + " Only `yes` is accepted: ");
    conversation.flush();
    return "yes".equals(readLine());
  }

  /** Reads on a thread of its own, because reading a terminal cannot be interrupted. */
  private String readLine() throws InterruptedException {
    FutureTask<String> reading =
        new FutureTask<>(() -> {
          String line = terminal.in().readLine();
          return line == null ? "" : line.strip();
        });
    Thread.ofPlatform().daemon().name("approval").start(reading);
    try {
      return reading.get();
    } catch (ExecutionException e) {
      return "";
    }
  }
}
