package dev.slipway.cli;

import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.HeldLock;
import dev.slipway.view.LockView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a lock whose holder cannot give it up itself. */
@Command(
    name = "unlock",
    mixinStandardHelpOptions = true,
    description = "Remove a lock whose holder is dead, before its lease ends.")
final class UnlockCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin(name = "common")
  private CommonOptions common = new CommonOptions();

  @Mixin private InventoryOptions.Alone options = new InventoryOptions.Alone();

  @Parameters(
      paramLabel = "NAME",
      description = "The lock, as `slipway lock list` shows it: blueprint/app-london.")
  private String name = "";

  @Option(names = "--auto-approve", description = "Do not ask before removing it.")
  private boolean autoApprove;

  UnlockCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(common, terminal);
    try (LockSite site = LockSite.open(terminal, new InventoryFile(terminal, options).load())) {
      HeldLock lock = find(site.store().list());
      terminal.out().print(LockView.text(List.of(lock)));
      terminal.out().flush();
      if (!approved(lock)) {
        terminal.out().println("Cancelled. The lock stays.");
        return ExitCode.FAILED;
      }
      if (!site.store().remove(lock)) {
        throw new DiagnosedException(
            Diagnostic.error(
                    Category.CONFLICT,
                    "lock/changed",
                    "the lock " + name + " is another one by now")
                .because("The run that held it has ended, or another one has taken it over.")
                .advise("Look again with `slipway lock list`."));
      }
      terminal.out().println("Removed the lock " + name + ".");
      return ExitCode.DONE;
    }
  }

  private boolean approved(HeldLock lock) throws InterruptedException {
    return autoApprove
        || new Approval(terminal, common)
            .given(
                terminal.out(),
                lock.hasEnded()
                    ? "Its lease has ended. Do you want to remove it?"
                    : "If that run still lives, two runs will change the same things."
                        + " Do you really want to remove its lock?");
  }

  private HeldLock find(List<HeldLock> locks) {
    return locks.stream()
        .filter(lock -> lock.name().text().equals(name))
        .findFirst()
        .orElseThrow(() -> {
          List<String> held = locks.stream().map(lock -> lock.name().text()).toList();
          return new DiagnosedException(
              Diagnostic.error("lock/unknown", "no run holds the lock " + name)
                  .because(held.isEmpty() ? "No lock is held there at all." : "")
                  .advise(Suggestion.among(name, held)));
        });
  }
}
