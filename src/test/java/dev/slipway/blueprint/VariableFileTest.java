package dev.slipway.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VariableFileTest {
  @Test
  void readsNamesAndTexts(@TempDir Path folder) throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    Path file = Files.writeString(folder.resolve("london.var"), "a: 1.10\nb: no\nc: [x]\n");

    assertThat(VariableFile.read(file, diagnostics)).isEqualTo(Map.of("a", "1.10", "b", "no"));

    assertThat(diagnostics.all())
        .extracting(Diagnostic::code)
        .containsExactly("variables/wrong-type");
  }
}
