package dev.slipway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cli.CommandLineRun;
import dev.slipway.testing.Vcsim;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tags of nodes, from the first apply to a change and to tags that are not there. */
class TagsTest {
  private static final int INPUT_WRONG = 3;

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void needsVcsim() {
    Vcsim.assumeAvailable();
  }

  @Test
  void tagsAreAttachedComparedAndChanged() throws Exception {
    try (ClusterOnVcsim site = ClusterOnVcsim.start(folder)) {
      site.worker().open();
      site.edit("  nodes:", "  tags: {environment: production, team: vdi}\n  nodes:");
      CommandLineRun apply = site.run("apply", "--auto-approve");
      assertThat(apply.exitCode()).as(apply.err()).isZero();
      assertThat(apply.out()).contains("+ tags[\"environment\"]");
      assertThat(site.run("plan").out()).startsWith("No changes.");

      site.edit("environment: production", "environment: test");
      assertThat(site.run("plan").out())
          .contains("# vm/hcc-lon-1 will be updated in-place", "tags[\"environment\"]")
          .doesNotContain("tags[\"team\"]");
      assertThat(site.run("apply", "--auto-approve").exitCode()).isZero();
      site.edit(", team: vdi", "");
      assertThat(site.run("plan").out()).startsWith("No changes.");

      site.edit("environment: test", "enviroment: test");
      CommandLineRun unknown = site.run("plan");
      assertThat(unknown.exitCode()).isEqualTo(INPUT_WRONG);
      assertThat(unknown.err())
          .contains("error: there is no category of tags enviroment")
          .containsOnlyOnce("Did you mean \"environment\"?");
      site.edit("enviroment: test", "environment: tset");
      assertThat(site.run("plan").err())
          .contains("error: there is no tag tset in category environment", "\"test\"?");
    }
  }
}
