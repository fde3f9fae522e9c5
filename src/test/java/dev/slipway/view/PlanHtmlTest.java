package dev.slipway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.plan.Plan;
import dev.slipway.template.VelocityDocuments;
import dev.slipway.testing.Chromium;
import dev.slipway.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanHtmlTest {
  private static final Path PICTURES = Path.of("target", "pages");

  private final PlanHtml html = new PlanHtml(new VelocityDocuments());

  @Test
  void everyActionAndAttribute() throws IOException {
    Golden.check("plan/everything.html", html.render(SamplePlans.everything()));
  }

  @Test
  void noChanges() throws IOException {
    Golden.check("plan/no-changes.html", html.render(SamplePlans.noChanges()));
  }

  @Test
  void theCountOfTagsDoesNotDependOnNames() {
    String page = html.render(SamplePlans.hostile(100, 7));
    assertThat(page.split("<script", -1)).hasSize(2);
    assertThat(page.split("</script", -1)).hasSize(2);
    assertThat(page).doesNotContain("<img", "\u202E", "\u001B");
  }

  /** The page as a browser sees it. */
  @Nested
  class InABrowser {
    private static Chromium chromium;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
      Chromium.assumeAvailable();
      chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
      if (chromium != null) {
        chromium.close();
      }
    }

    @Test
    void filtersShowWhatIsAskedFor() throws IOException, InterruptedException {
      open("everything", SamplePlans.everything());
      assertThat(chromium.visibleTexts(".card .address")).hasSize(10);

      chromium.click(".filter.create");
      assertThat(chromium.visibleTexts(".card .address"))
          .containsExactly("vm/hcc-lon-2", "membership/hcc-lon-2");
      assertThat(chromium.visibleTexts(".filter[aria-pressed=true] span"))
          .containsExactly("create");

      chromium.click(".filter.delete");
      assertThat(chromium.visibleTexts(".card .address")).hasSize(3);

      chromium.type(".search", "VM/");
      assertThat(chromium.visibleTexts(".card .address")).containsExactly("vm/hcc-lon-2");
      chromium.type(".search", "nothing");
      assertThat(chromium.visibleTexts(".no-match")).containsExactly("No resource matches.");
    }

    @Test
    void everythingOpensAtOnce() throws IOException, InterruptedException {
      open("everything", SamplePlans.everything());
      assertThat(chromium.visibleTexts(".card table")).hasSize(1);
      chromium.click(".expand");
      assertThat(chromium.visibleTexts(".card table")).hasSize(8);
      for (String scheme : new String[] {"dark", "light"}) {
        chromium.preferColourScheme(scheme);
        chromium.screenshot(PICTURES.resolve("everything-" + scheme + ".png"));
      }
    }

    @Test
    void namesThatAreScriptsStayNames() throws IOException, InterruptedException {
      PlanReview review = SamplePlans.hostile(60, 3);
      String name = "</script><script>document.title='broken'</script>";
      Plan plan = review.plan();
      open(
          "hostile",
          new PlanReview(
              new Plan(
                  plan.operation(),
                  name,
                  plan.blueprintDigest(),
                  plan.changes(),
                  plan.graph(),
                  plan.diagnostics()),
              review.diagnostics(),
              review.placement(),
              review.nextCommands()));
      assertThat(chromium.evaluate("return document.title").asText())
          .isEqualTo("Slipway plan: " + name);
      assertThat(chromium.visibleTexts("h1 bdi")).containsExactly(name);
      assertThat(chromium.evaluate("return document.querySelectorAll('script,img').length").asInt())
          .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40})
    void stepsStayWithinTheirCards(int nodes) throws IOException, InterruptedException {
      PlanReview review = SamplePlans.everything();
      Plan plan = review.plan();
      open(
          "steps-" + nodes,
          new PlanReview(
              new Plan(
                  plan.operation(),
                  plan.blueprint(),
                  plan.blueprintDigest(),
                  plan.changes(),
                  SamplePlans.mainJob(nodes),
                  plan.diagnostics()),
              review.diagnostics(),
              review.placement(),
              review.nextCommands()));
      assertThat(
              chromium
                  .evaluate(
                      """
                      const cards = [...document.querySelectorAll('svg rect')]
                          .map(card => card.getBBox());
                      return [...document.querySelectorAll('svg text')].filter(text => {
                        const box = text.getBBox();
                        return !cards.some(card => card.x <= box.x && card.y <= box.y
                            && card.x + card.width >= box.x + box.width
                            && card.y + card.height >= box.y + box.height);
                      }).map(text => text.textContent);
                      """)
                  .toString())
          .isEqualTo("[]");
    }

    /** Opens a page from a file, and holds it to what every page must keep. */
    private void open(String name, PlanReview review) throws IOException, InterruptedException {
      Files.createDirectories(PICTURES);
      Path page = Files.writeString(PICTURES.resolve(name + ".html"), html.render(review));
      chromium.console();
      chromium.requests();
      chromium.open(page.toAbsolutePath());
      assertThat(chromium.console()).isEmpty();
      assertThat(chromium.requests()).containsExactly(page.toUri().toString());
    }
  }
}
