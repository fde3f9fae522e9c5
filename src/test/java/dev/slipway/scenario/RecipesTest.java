package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.diag.Diagnostics;
import dev.slipway.yaml.YamlDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CI recipes call the scripts as they want to be called, and commands as they are. */
class RecipesTest {
  private static final Path DOCS = Path.of("docs/ci");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(yaml|groovy)\\n(.*?)^```$");
  private static final Pattern CALL = Pattern.compile("docs/ci/scripts/(\\S+) ([^'\\n]*)");
  private static final Pattern COMMAND =
      Pattern.compile("\"\\$(?:slipway|SLIPWAY)\" (\\w+) ((?:[^\\n\\\\]|\\\\\\n)*)");
  private static final Pattern OPTION = Pattern.compile("(?<= )--?[a-z][a-z-]*");
  private static final Pattern REPORTS = Pattern.compile("REPORTS: (.*)");

  @ParameterizedTest
  @ValueSource(strings = {"github.md", "gitlab.md", "jenkins.md"})
  void aRecipeReviewsAndMergesWithTheScripts(String recipe) throws IOException {
    TreeMap<String, String> calls = new TreeMap<>();
    for (MatchResult block : matches(BLOCK, Files.readString(DOCS.resolve(recipe)))) {
      matches(CALL, block.group(2)).forEach(call -> calls.put(call.group(1), call.group(2)));
    }
    String arguments = "blueprints/hcc-london.yaml inventories/london.yaml review";
    assertThat(calls)
        .containsOnlyKeys("merge.sh", "review.sh")
        .containsEntry("merge.sh", arguments)
        .containsEntry("review.sh", arguments);
    assertThat(calls.keySet())
        .allMatch(script -> Files.isExecutable(DOCS.resolve("scripts/" + script)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "github.md", "gitlab.md"})
  void itsYamlCanBeRead(String recipe) throws IOException {
    List<MatchResult> blocks = matches(BLOCK, Files.readString(DOCS.resolve(recipe)));
    assertThat(blocks).isNotEmpty();
    for (MatchResult block : blocks) {
      Diagnostics diagnostics = new Diagnostics();
      assertThat(YamlDocument.parse(recipe, block.group(2), diagnostics)).isNotNull();
      assertThat(diagnostics.all()).isEmpty();
    }
  }

  @Test
  void everyOptionExists() throws IOException {
    TreeSet<String> commands = new TreeSet<>();
    for (String file :
        List.of("scripts/review.sh", "scripts/merge.sh", "github.md", "gitlab.md", "jenkins.md")) {
      for (MatchResult command : matches(COMMAND, Files.readString(DOCS.resolve(file)))) {
        commands.add(command.group(1));
        String help = help(command.group(1));
        assertThat(matches(OPTION, " " + command.group(2)))
            .allSatisfy(option ->
                assertThat(help).as(file).containsPattern("\\B" + option.group() + "[=, ]"));
      }
    }
    assertThat(commands).containsExactly("apply", "plan", "snapshot", "validate");
    assertThat(Files.readString(DOCS.resolve("scripts/review.sh")))
        .contains(" -i ", " -o ", " --snapshot ");
    assertThat(help("plan")).contains("-i, --inventory", "-o, --out", "--snapshot=");
  }

  @Test
  void everyReportIsAFormatOfValidate() throws IOException {
    String help = help("validate");
    assertThat(matches(REPORTS, Files.readString(DOCS.resolve("github.md"))))
        .isNotEmpty()
        .allSatisfy(reports -> assertThat(help).contains(reports.group(1).split(" ")));
    assertThat(help).contains("junit");
  }

  private static String help(String command) {
    CommandLineRun help =
        new CommandLineRun.Shell(Path.of("").toAbsolutePath()).run(command, "--help");
    assertThat(help.exitCode()).as(help.err()).isZero();
    return help.out();
  }

  private static List<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
