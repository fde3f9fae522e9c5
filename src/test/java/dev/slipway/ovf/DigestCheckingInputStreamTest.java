package dev.slipway.ovf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DigestCheckingInputStreamTest {
  private static final byte[] BYTES = "the bytes of a disk".getBytes(UTF_8);

  @Test
  void agreesHoweverTheBytesAreRead() throws IOException {
    try (DigestCheckingInputStream in = stream("SHA-256", BYTES)) {
      assertThat(in.read()).isEqualTo('t');
      assertThat(in.skip(3)).isEqualTo(3);
      assertThat(in.skip(-1)).isZero();
      assertThat(in.markSupported()).isFalse();
      assertThat(in.readAllBytes()).hasSize(BYTES.length - 4);
      assertThat(in.verify()).isEmpty();
      assertThat(in.verify()).isEmpty();
    }
  }

  @Test
  void tellsTheDifference() throws IOException {
    try (DigestCheckingInputStream in = stream("SHA-1", "another disk".getBytes(UTF_8))) {
      in.readAllBytes();
      Optional<String> difference = in.verify();
      assertThat(difference.orElseThrow())
          .contains("SHA-1")
          .contains(OvaBuilder.digest("SHA-1", BYTES))
          .contains(OvaBuilder.digest("SHA-1", "another disk".getBytes(UTF_8)));
      assertThat(in.verify()).isEqualTo(difference);
    }
  }

  @Test
  void refusesAnUnknownAlgorithm() {
    OvfManifest.Digest stated = new OvfManifest.Digest("SHA-0", "00");
    assertThatThrownBy(() -> new DigestCheckingInputStream(new ByteArrayInputStream(BYTES), stated))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static DigestCheckingInputStream stream(String algorithm, byte[] expected) {
    return new DigestCheckingInputStream(
        new ByteArrayInputStream(BYTES),
        new OvfManifest.Digest(algorithm, OvaBuilder.digest(algorithm, expected)));
  }
}
