package dev.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What measures Slipway is compiled where it is run, so that no build would tell it broken. */
class BenchProgramsTest {
  private static final Path BENCH = Path.of("bench/lib");

  @TempDir Path classes = Path.of("");

  @Test
  void everyProgramCompilesAgainstSlipway() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (Stream<Path> files = Files.list(BENCH);
        StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, null)) {
      List<Path> programs = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(programs).isNotEmpty();

      boolean compiled =
          compiler
              .getTask(
                  problems,
                  sources,
                  null,
                  List.of(
                      "-proc:none",
                      "-nowarn",
                      "-d",
                      classes.toString(),
                      "-classpath",
                      System.getProperty("java.class.path")),
                  null,
                  sources.getJavaFileObjectsFromPaths(programs))
              .call();

      assertThat(compiled).as(problems.toString()).isTrue();
    }
  }
}
