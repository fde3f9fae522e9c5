package dev.slipway.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Shows problems in SARIF 2.1.0, the form of code scanning services. */
public final class ProblemsSarif {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";
  private static final String FINGERPRINT = "slipwayProblem/v1";

  private final List<Diagnostic> problems;
  private final List<String> rules;
  private final Path workingDirectory;

  private ProblemsSarif(List<Diagnostic> problems, Path workingDirectory) {
    this.problems = problems;
    this.rules = problems.stream().map(Diagnostic::code).distinct().sorted().toList();
    this.workingDirectory = workingDirectory;
  }

  /**
   * One log with one run; files are named from the working directory.
   *
   * @param version of Slipway
   */
  public static String render(List<Diagnostic> problems, String version, Path workingDirectory) {
    return PlanJson.write(new ProblemsSarif(problems, workingDirectory).log(version));
  }

  private ObjectNode log(String version) {
    ObjectNode log = JsonNodeFactory.instance.objectNode();
    log.put("$schema", SCHEMA).put("version", "2.1.0");
    ObjectNode run = log.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "Slipway").put("version", version);
    ArrayNode ruleNodes = driver.putArray("rules");
    rules.forEach(rule -> ruleNodes.addObject().put("id", rule));
    run.put("columnKind", "utf16CodeUnits");
    ArrayNode results = run.putArray("results");
    problems.forEach(problem -> add(problem, results.addObject()));
    return log;
  }

  private void add(Diagnostic problem, ObjectNode result) {
    result.put("ruleId", problem.code());
    result.put("ruleIndex", rules.indexOf(problem.code()));
    result.put("level", problem.severity().word());
    result.putObject("message").put("text", ProblemPlace.message(problem));
    ArrayNode locations = result.putArray("locations");
    String file =
        ProblemPlace.of(problem, workingDirectory)
            .map(place -> {
              add(place, locations.addObject().putObject("physicalLocation"));
              return place.file();
            })
            .orElse("");
    result
        .putObject("partialFingerprints")
        .put(FINGERPRINT, fingerprint(problem.code() + "\n" + file + "\n" + problem.summary()));
  }

  private static void add(ProblemPlace place, ObjectNode location) {
    location.putObject("artifactLocation").put("uri", uri(place.file()));
    place.range().ifPresent(range -> add(range, location.putObject("region")));
  }

  private static void add(SourceRange range, ObjectNode region) {
    region
        .put("startLine", range.line())
        .put("startColumn", range.column())
        .put("endLine", range.endLine())
        .put("endColumn", Math.max(1, range.endColumn()));
    if (!range.text().isEmpty()) {
      region.putObject("snippet").put("text", range.text());
    }
  }

  private static String uri(String file) {
    try {
      return new URI(file.startsWith("/") ? "file" : null, null, file, null).toASCIIString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Without the line, so that a problem stays the same when something is written above it. */
  private static String fingerprint(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
