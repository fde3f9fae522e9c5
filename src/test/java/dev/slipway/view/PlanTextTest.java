package dev.slipway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.testing.Golden;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PlanTextTest {
  @Test
  void everyActionAndAttribute() throws IOException {
    Golden.check(
        "plan/everything.txt", new PlanText(Style.PLAIN).render(SamplePlans.everything().plan()));
  }

  @Test
  void noChanges() throws IOException {
    Golden.check(
        "plan/no-changes.txt", new PlanText(Style.PLAIN).render(SamplePlans.noChanges().plan()));
  }

  @Test
  void whatNamesAndValuesHoldDoesNotActOnTheTerminal() {
    String text = new PlanText(Style.PLAIN).render(SamplePlans.hostile(60, 5).plan());
    assertThat(text).doesNotContain("\u001B", "\u202E", "\r").contains("\\u{1b}[31mred");
  }
}
