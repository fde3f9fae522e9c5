package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Slipway knows of a product is data below templates/, and not in its program. */
class ProductNamesTest {
  private static final Pattern PRODUCT =
      Pattern.compile(
          "(?i)horizon|\\bhcc\\b|hcc[-_.]|cloud connector|orchestrator|\\bv[cr]o\\b|ccadmin"
              + "|unified access|\\buag\\b|edge gateway|connection server|enrollment server");
  private static final int FEWEST_FILES = 300;

  @Test
  void noFileOfTheProgramNamesAProduct() throws IOException {
    List<String> found = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of("src/main/java"))) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      List<String> lines = Files.readAllLines(file);
      for (int number = 1; number <= lines.size(); number++) {
        if (PRODUCT.matcher(lines.get(number - 1)).find()) {
          found.add(file + ":" + number + ": " + lines.get(number - 1).strip());
        }
      }
    }

    assertThat(files).hasSizeGreaterThan(FEWEST_FILES);
    assertThat(found).isEmpty();
  }

  @Test
  void theWordsWouldBeFound() {
    assertThat(List.of("Horizon", "the vCO server", "hcc_ip", "hcc-1", "a UAG"))
        .allMatch(text -> PRODUCT.matcher(text).find());
    assertThat(List.of("a connector", "video", "orchestra", "SSHAgentConnector"))
        .noneMatch(text -> PRODUCT.matcher(text).find());
  }
}
