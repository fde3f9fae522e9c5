package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiVersionTest {
  @ParameterizedTest
  @CsvSource({
    "8.0.3.0 8.0.2.0 7.0 6.7 6.5 6.0 5.5, 6.5",
    "5.5 5.1 5.0, 5.5",
    "10.0 9.0.0.0 7.0, 7.0",
    "6.0, 6.0",
    "'', 6.5"
  })
  void speaksTheNewestThatBothKnow(String offered, String spoken) {
    List<ApiVersion> versions =
        Arrays.stream(offered.split(" ")).filter(v -> !v.isEmpty()).map(ApiVersion::new).toList();

    assertThat(ApiVersion.toSpeak(versions)).isEqualTo(new ApiVersion(spoken));
  }

  @Test
  void readsTheVersionsOfTheRightNamespace() throws Exception {
    assertThat(
            read(
                """
                <namespaces version="1.0">
                  <namespace><name>urn:internal</name><version>1.0</version></namespace>
                  <namespace><name>urn:vim25</name><version>7.0</version>
                    <priorVersions><version>6.0</version><version>dev</version></priorVersions>
                  </namespace>
                  <namespace><name>urn:sms</name><version>4.0</version></namespace>
                </namespaces>
                """))
        .containsExactly(new ApiVersion("7.0"), new ApiVersion("6.0"));
  }

  @Test
  void refusesWhatIsNoList() {
    assertThatThrownBy(() -> read("no")).isInstanceOf(BadAnswerException.class);
    assertThatThrownBy(() -> read("<!DOCTYPE a><a/>")).isInstanceOf(BadAnswerException.class);
  }

  private static List<ApiVersion> read(String document) throws Exception {
    return ApiVersion.readOffered(
        new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
  }
}
