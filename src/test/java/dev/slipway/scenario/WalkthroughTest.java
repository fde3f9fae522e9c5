package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.sandbox.DemonstrationPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/appliances.md says, file by file and command by command. */
class WalkthroughTest {
  /** The name of a file, if it is one; the kind of listing; its text. */
  private static final Pattern LISTING =
      Pattern.compile("(?ms)(?:^`([\\w./-]+)`\\n\\n)?^```(\\w+)\\n(.*?)^```$");

  private static final Pattern COMMAND =
      Pattern.compile("(?ms)^\\$ ([^\\n]+)\\n(.*?)(?=^\\$ |\\z)");
  private static final Pattern REDIRECTED = Pattern.compile("slipway (.*?)(?: > (\\S+))?");

  @TempDir private Path folder;

  @Test
  void leadsFromThePackageToADeployedCluster() throws IOException, InterruptedException {
    List<MatchResult> listings =
        LISTING.matcher(Files.readString(Path.of("docs/appliances.md"))).results().toList();
    packPackage(listings);
    for (MatchResult listing : listings) {
      if (listing.group(1) != null) {
        write(listing.group(1), listing.group(3));
      } else if (listing.group(2).equals("console")) {
        for (MatchResult command : COMMAND.matcher(listing.group(3)).results().toList()) {
          assertPrints(command.group(1), command.group(2));
        }
      }
    }
    assertThat(listings).hasSizeGreaterThan(15);
    assertThat(folder.resolve("starter.yaml")).content().contains("relay.hostname");
  }

  /** What the user has from the vendor; the page shows its descriptor. */
  private void packPackage(List<MatchResult> listings) throws IOException {
    MatchResult descriptor =
        listings.stream()
            .filter(each -> each.group(1) != null && each.group(1).endsWith(".ovf"))
            .findFirst()
            .orElseThrow();
    write("vendor/relay.ovf", descriptor.group(3));
    Files.createDirectories(folder.resolve("packages"));
    DemonstrationPackage.writeSmall(
        folder.resolve("vendor/relay.ovf"), folder.resolve("packages/relay.ova"));
  }

  private void assertPrints(String command, String expected)
      throws IOException, InterruptedException {
    Matcher slipway = REDIRECTED.matcher(command);
    String printed;
    if (slipway.matches()) {
      CommandLineRun run = new CommandLineRun.Shell(folder).run(slipway.group(1).split(" ", -1));
      assertThat(run.exitCode()).as(command + "\n" + run.out() + run.err()).isZero();
      printed = run.out();
      if (slipway.group(2) != null) {
        write(slipway.group(2), printed);
      }
    } else {
      Process shell =
          new ProcessBuilder("sh", "-c", command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .start();
      printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(shell.waitFor()).as(command + "\n" + printed).isZero();
    }
    List<String> shown = expected.lines().filter(line -> !line.equals("...")).toList();
    if (!shown.isEmpty()) {
      assertThat(printed.lines()).as(command).containsSubsequence(shown);
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }
}
