package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.rehearsal.Conversation;
import dev.slipway.rehearsal.Conversation.Stage;
import dev.slipway.testing.Golden;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The recorded answers are those to what a plan asks today; else what it needs would be missing in
 * the launcher's archive, and nobody would see. {@code -Dgolden.update=true} records them anew.
 */
class RehearsedConversationTest {
  private static final Path RECORDED = Path.of("src/main/resources/dev/slipway/rehearsal");

  /** Elements, and the names of properties, whose values are another matter each time. */
  private static final Pattern SHAPE = Pattern.compile("<(name>[A-Za-z.]+<|[A-Za-z:]+)");

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void whatIsRecordedIsWhatAPlanAsks() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.startGated(folder)) {
      site.worker().open();
      plan(site, Stage.NOTHING_STANDS, " to add, ");
      CommandLineRun apply = site.run("apply", "--auto-approve");
      assertThat(apply.exitCode()).as(apply.err()).isZero();
      plan(site, Stage.ALL_STANDS, "No changes.");
    }
  }

  private static void plan(ClusterOnVcsim site, Stage stage, String told) throws IOException {
    site.gate().takeConversation();
    CommandLineRun plan = site.run("plan");
    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out()).contains(told);
    Conversation heard = asInTheExample(site.gate().takeConversation());
    Path file = RECORDED.resolve(stage.file());
    if (Golden.isRewritten()) {
      Files.writeString(file, heard.print());
    }
    assertThat(shapes(heard)).isEqualTo(shapes(Conversation.parse(Files.readString(file))));
  }

  /** Without what is of the machine that records it. */
  private static Conversation asInTheExample(Conversation heard) {
    return Conversation.parse(
        heard
            .print()
            .replace("127.0.0.1", "10.20.0.1")
            .replace("correct horse battery staple", "rehearsal")
            .replaceAll("<url>[^<]*</url>", "<url>ds:///vmfs/volumes/vsan-01/</url>"));
  }

  private static Map<String, SortedSet<String>> shapes(Conversation conversation) {
    Map<String, SortedSet<String>> shapes = new TreeMap<>();
    conversation
        .answers()
        .forEach((question, answer) ->
            shapes.put(
                question,
                SHAPE
                    .matcher(answer)
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new))));
    return shapes;
  }
}
