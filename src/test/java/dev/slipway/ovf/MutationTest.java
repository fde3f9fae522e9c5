package dev.slipway.ovf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.view.InspectJson;
import dev.slipway.view.InspectText;
import dev.slipway.view.StarterBlueprint;
import dev.slipway.view.Style;
import dev.slipway.yaml.YamlDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged packages, thousands of them: each is read or refused with a place, never an accident. */
class MutationTest {
  private static final int MUTANTS = 2_500;

  /** What breaks parsers: the ends of markup, of numbers, of encodings. */
  private static final String[] DICTIONARY = {
    "<",
    ">",
    "/>",
    "</",
    "\"",
    "&",
    "&#0;",
    "&#x110000;",
    "]]>",
    "<![CDATA[",
    "<!--",
    "<?xml ?>",
    "<!DOCTYPE a>",
    "xmlns=\"\"",
    "-1",
    "99999999999999999999",
    "\0",
    "\uFFFD",
    "\r",
    "\n",
    "%",
    "%zz",
    "../",
    "${",
    "{",
    "(",
    "byte * 2^99",
    "ovf:",
    "\u00e4",
    "\ud83d\ude00",
  };

  @TempDir Path folder;

  @Test
  void damagedDescriptors() throws IOException {
    byte[] sound = Files.readAllBytes(Path.of("src/test/resources/ovf/vapp.ovf"));
    byte[] product =
        Files.readAllBytes(Path.of("src/test/resources/ovf/several-product-sections.ovf"));
    Random random = new Random(20_250_101);
    Path file = folder.resolve("node.ovf");
    for (int i = 0; i < MUTANTS; i++) {
      Files.write(file, mutate(i % 2 == 0 ? sound : product, random));
      look(file, i);
    }
  }

  @Test
  void damagedArchives() throws IOException {
    Path file = folder.resolve("node.ova");
    new OvaBuilder()
        .file("node.ovf", Descriptors.withSystemSections(""))
        .file("disk1.vmdk", "bytes")
        .manifest("node.mf", "SHA-256")
        .writeArchive(file);
    byte[] sound = Arrays.copyOf(Files.readAllBytes(file), 6 * 512);
    Random random = new Random(20_250_102);
    for (int i = 0; i < MUTANTS; i++) {
      Files.write(file, i % 2 == 0 ? mutateHeader(sound, random) : mutate(sound, random));
      look(file, i);
    }
  }

  private static void look(Path file, int mutant) {
    Diagnostics found = new Diagnostics();
    Optional<Inspection> inspection;
    try {
      inspection = Inspection.of(file, found);
      inspection.ifPresent(readable -> show(readable, found));
    } catch (RuntimeException | StackOverflowError | AssertionError accident) {
      throw new AssertionError("mutant " + mutant, accident);
    }
    assertThat(inspection.isPresent() || found.hasErrors()).as("mutant %d", mutant).isTrue();
    assertThat(found.all())
        .as("mutant %d", mutant)
        .allSatisfy(problem -> assertThat(problem.range()).isNotNull())
        .extracting(Diagnostic::detail)
        .noneMatch(detail -> detail.contains("java.") || detail.contains("Exception"));
  }

  private static void show(Inspection inspection, Diagnostics found) {
    new InspectText(Style.PLAIN).render(inspection);
    InspectJson.render(inspection, found.all());
    Diagnostics ofBlueprint = new Diagnostics();
    String starter = StarterBlueprint.render(inspection, null);
    YamlDocument.parse("starter.yaml", starter, ofBlueprint);
    assertThat(ofBlueprint.all()).as(starter).isEmpty();
  }

  private static byte[] mutate(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    for (int i = 0; i <= random.nextInt(3); i++) {
      bytes = mutateOnce(bytes, random);
    }
    return bytes;
  }

  private static byte[] mutateOnce(byte[] bytes, Random random) {
    if (bytes.length < 2) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(40));
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 1 -> splice(bytes, at, end, new byte[0]);
      case 2 -> splice(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      case 3 -> Arrays.copyOf(bytes, at);
      default ->
          splice(
              bytes,
              at,
              at,
              DICTIONARY[random.nextInt(DICTIONARY.length)].getBytes(StandardCharsets.UTF_8));
    };
  }

  /** Damages one header of the archive and mends its checksum, or it would not be looked at. */
  private static byte[] mutateHeader(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    int header = 512 * (2 * random.nextInt(3));
    for (int i = 0; i <= random.nextInt(4); i++) {
      bytes[header + random.nextInt(512)] = (byte) random.nextInt(256);
    }
    Arrays.fill(bytes, header + 148, header + 156, (byte) ' ');
    int sum = 0;
    for (int i = header; i < header + 512; i++) {
      sum += bytes[i] & 0xFF;
    }
    byte[] checksum = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(checksum, 0, bytes, header + 148, checksum.length);
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int start, int end, byte[] inserted) {
    byte[] spliced = new byte[bytes.length - (end - start) + inserted.length];
    System.arraycopy(bytes, 0, spliced, 0, start);
    System.arraycopy(inserted, 0, spliced, start, inserted.length);
    System.arraycopy(bytes, end, spliced, start + inserted.length, bytes.length - end);
    return spliced;
  }
}
