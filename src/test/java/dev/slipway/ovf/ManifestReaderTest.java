package dev.slipway.ovf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {
  private static final String SHA1 = "06271f767e0d5671c67e4edeaa2c157cabb66c2b";
  private final Diagnostics diagnostics = new Diagnostics();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SHA1(a b).vmdk)= " + SHA1,
        "SHA1 (a b).vmdk) = " + SHA1,
        "SHA1(a b).vmdk)=" + SHA1 + "\r\n\r\n",
        "  SHA-1( ./a b).vmdk )=  06271F767E0D5671C67E4EDEAA2C157CABB66C2B  ",
      })
  void readsTheSpacingsThatOccur(String line) {
    OvfManifest manifest = read(line);
    assertThat(diagnostics.all()).isEmpty();
    assertThat(manifest.of("a b).vmdk")).contains(new OvfManifest.Digest("SHA-1", SHA1));
    assertThat(manifest.of("a%20b).vmdk")).isPresent();
    assertThat(manifest.of("other")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "MD5(a)= d41d8cd98f00b204e9800998ecf8427e",
        "SHA256(a)= " + SHA1,
        "SHA1(a)= ",
        "SHA1 a = " + SHA1,
        "SHA1()= " + SHA1,
        "SHA1(first)= " + SHA1,
      })
  void reportsMalformedLinesWithTheirPlace(String line) {
    OvfManifest manifest = read("SHA1(first)= " + SHA1 + "\n" + line + "\n");
    Diagnostic problem = diagnostics.all().getFirst();
    assertThat(problem.code()).isEqualTo("ovf/manifest-malformed");
    assertThat(Objects.requireNonNull(problem.range()).location()).isEqualTo("node.mf:2:1");
    assertThat(problem.range().text()).isEqualTo(line);
    assertThat(manifest.digests()).containsOnlyKeys("first");
  }

  @Test
  void anEmptyManifestStatesNothing() {
    assertThat(read("\n").digests()).isEmpty();
    assertThat(diagnostics.all()).isEmpty();
  }

  private OvfManifest read(String text) {
    return ManifestReader.read(new SourceText("node.mf", text), diagnostics);
  }
}
