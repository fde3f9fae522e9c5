package dev.slipway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.template.VelocityDocuments;
import dev.slipway.testing.Golden;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanMarkdownTest {
  private static final int GITHUB = 65_536;
  private static final Pattern TAG = Pattern.compile("</?([a-zA-Z]+)[^>]*>");
  private static final Pattern FENCE = Pattern.compile("(`{3,})(diff|text|mermaid|sh)?");

  private final PlanMarkdown markdown = new PlanMarkdown(new VelocityDocuments());

  @Test
  void everyActionAndAttribute() throws IOException {
    Golden.check("plan/everything.md", markdown.render(SamplePlans.everything(), GITHUB));
  }

  @Test
  void noChanges() throws IOException {
    Golden.check("plan/no-changes.md", markdown.render(SamplePlans.noChanges(), GITHUB));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 65536",
    "2, 2048",
    "3, 32768",
    "20, 65536",
    "40, 2048",
    "41, 9000",
    "100, 32768",
    "150, 65536",
    "151, 12345",
    "500, 65536",
    "500, 150000",
    "499, 32768",
    "500, 2048"
  })
  void hostileNamesStayInTheirPlaceAndWithinTheLimit(int resources, int limit) {
    String text = markdown.render(SamplePlans.hostile(resources, resources), limit);
    assertThat(text.length()).isLessThanOrEqualTo(limit);
    assertBalanced(text);
  }

  @Test
  void detailGoesBeforeChangesDo() {
    PlanReview review = SamplePlans.everything();
    int whole = markdown.render(review, GITHUB).length();
    assertThat(markdown.render(review, whole)).doesNotContain("Left out");
    String withoutGraph = markdown.render(review, whole - 1);
    assertThat(withoutGraph).contains("Left out: the step graph.", "Placement", "+ role");
    String tight = markdown.render(review, PlanMarkdown.SHORTEST_LIMIT);
    assertThat(tight).contains("the attributes of", "vm/hcc-lon-3", "Left out");
    review.changes().forEach(change -> assertThat(tight).contains(change.address().toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"| a |", "a ` b", "<b>", "*x*", "@someone"})
  void outsideOfFencesNothingMeansAnything(String name) {
    PlanReview review = SamplePlans.everything();
    PlanReview renamed =
        new PlanReview(
            new dev.slipway.plan.Plan(
                review.plan().operation(),
                name,
                "d",
                review.plan().changes(),
                review.plan().graph(),
                review.plan().diagnostics()),
            review.diagnostics(),
            review.placement(),
            review.nextCommands());
    String title = markdown.render(renamed, GITHUB).lines().findFirst().orElseThrow();
    assertThat(title).doesNotContain(name);
  }

  /** Reads it as Markdown does: fences by line, tags outside of them, each closed in its turn. */
  private static void assertBalanced(String text) {
    Deque<String> open = new ArrayDeque<>();
    String fence = "";
    for (String line : text.split("\n", -1)) {
      if (!fence.isEmpty()) {
        String closing = line.strip();
        if (closing.length() >= fence.length() && closing.chars().allMatch(c -> c == '`')) {
          assertThat(closing).isEqualTo(fence);
          fence = "";
        }
        continue;
      }
      Matcher opening = FENCE.matcher(line);
      if (opening.matches()) {
        fence = opening.group(1);
        continue;
      }
      assertThat(line).doesNotContain("`");
      Matcher tag = TAG.matcher(line);
      while (tag.find()) {
        assertThat(tag.group(1)).isIn("details", "summary", "code");
        if (tag.group().startsWith("</")) {
          assertThat(open.pop()).isEqualTo(tag.group(1));
        } else {
          open.push(tag.group(1));
        }
      }
      assertThat(tag.replaceAll("")).doesNotContain("<");
    }
    assertThat(fence).isEmpty();
    assertThat(open).isEmpty();
  }
}
