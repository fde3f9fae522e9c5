package dev.slipway.cli;

import dev.slipway.model.HeldLock;
import dev.slipway.view.LockView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what can be asked about locks. */
@Command(
    name = "lock",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Show which runs hold locks.")
final class LockCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Shows the locks that are held where an inventory file leads. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Show the locks that runs hold in the datacenter of an inventory file.")
  static final class ListCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin(name = "common")
    private CommonOptions common = new CommonOptions();

    @Mixin private InventoryOptions.Alone options = new InventoryOptions.Alone();

    @Option(
        names = "--format",
        defaultValue = "text",
        description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private OutputFormat format = OutputFormat.TEXT;

    ListCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
      Logging.configure(common, terminal);
      try (LockSite site = LockSite.open(terminal, new InventoryFile(terminal, options).load())) {
        List<HeldLock> locks = site.store().list();
        switch (format) {
          case TEXT -> terminal.out().print(LockView.text(locks));
          case JSON -> terminal.out().println(LockView.json(locks));
        }
        return ExitCode.DONE;
      }
    }
  }
}
