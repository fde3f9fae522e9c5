package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares outputs with files that were looked at and committed. {@code -Dgolden.update=true}
 * writes them anew, and is refused where {@code CI} is set.
 */
public final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  private Golden() {}

  /**
   * Fails when the text is not what the file holds.
   *
   * @param name path of the file below the golden files' folder
   */
  public static void check(String name, String actual) throws IOException {
    check(FOLDER.resolve(name), actual);
  }

  /** Fails when the text is not what a file holds that was made like a golden one. */
  public static void check(Path file, String actual) throws IOException {
    if (isRewritten()) {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, actual);
    }
    assertThat(file).exists();
    assertThat(actual).isEqualTo(Files.readString(file));
  }

  /** Whether files are to be written anew. */
  public static boolean isRewritten() {
    boolean rewritten = Boolean.getBoolean("golden.update");
    if (rewritten && System.getenv("CI") != null) {
      throw new IllegalStateException("golden files are not rewritten where CI is set");
    }
    return rewritten;
  }
}
