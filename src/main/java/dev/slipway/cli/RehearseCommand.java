package dev.slipway.cli;

import dev.slipway.rehearsal.Conversation;
import dev.slipway.rehearsal.RehearsedVCenter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Plans the example on the sandbox and, before and after it is deployed, through the vSphere API:
 * for the launcher.
 */
@Command(name = "rehearse", hidden = true, description = "Do what makes later starts fast.")
final class RehearseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FOLDER", description = "An empty folder for what is needed.")
  private Path folder = Path.of("");

  @Parameters(paramLabel = "BLUEPRINT", description = "The blueprint to plan.")
  private Path blueprint = Path.of("");

  RehearseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (RehearsedVCenter vcenter = RehearsedVCenter.start(folder)) {
      Path home = Path.of(terminal.environment().getOrDefault("SLIPWAY_HOME", "")).toAbsolutePath();
      Path sandbox = home.resolve("inventories/sandbox.yaml");
      Path inventory = folder.resolve("inventory.yaml");
      Files.writeString(
          inventory,
          Files.readString(sandbox)
              .replace(
                  "url: \"sandbox:\"",
                  """
                  url: %s
                      username: rehearsal
                      password: ${env:REHEARSAL}
                      tls: {thumbprint: "%s"}\
                  """
                      .formatted(vcenter.url(), vcenter.thumbprint()))
              .replace("{generate: 20}", "{env: REHEARSAL}"));
      int onSandbox = quietly(home, "plan", blueprint.toString(), "-i", sandbox.toString());
      int onVCenter = quietly(home, "plan", blueprint.toString(), "-i", inventory.toString());
      vcenter.goOn(Conversation.Stage.ALL_STANDS);
      // Refused, since the nodes were made for another network and key; all is compared before.
      var unused = quietly(home, "plan", blueprint.toString(), "-i", inventory.toString());
      return Math.max(onSandbox, onVCenter);
    }
  }

  private int quietly(Path home, String... arguments) {
    Map<String, String> environment = new HashMap<>(terminal.environment());
    environment.put("REHEARSAL", "rehearsal");
    environment.put("SLIPWAY_DATA_DIR", folder.toAbsolutePath().toString());
    return Main.run(
        new Terminal(
            new PrintWriter(Writer.nullWriter()),
            terminal.err(),
            terminal.in(),
            Terminal.Attached.NOTHING,
            environment,
            home,
            terminal.redaction(),
            terminal.clock(),
            terminal.reach()),
        arguments);
  }
}
