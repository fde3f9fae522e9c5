package dev.slipway.planfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Severity;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Desired.VmSpec;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Lookup;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedDatastore;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.ObservedWorld;
import dev.slipway.model.Value;
import dev.slipway.model.VmSettings;
import dev.slipway.model.VmSource;
import dev.slipway.model.VmSource.PackageOptions;
import dev.slipway.plan.Fixtures;
import dev.slipway.plan.Verdict;
import dev.slipway.plan.Verdict.Violation;
import dev.slipway.plan.Verdict.Waived;
import dev.slipway.policy.BlueprintFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanFilesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/plan-file.json");
  private static final Instant MADE = Instant.parse("2026-11-21T09:30:00Z");
  private static final SourceRange PLACE =
      new SourceRange("blueprints/hcc-london.yaml", 6, 3, 20, 1, "");
  static final Judgement JUDGEMENT =
      new Judgement(
          new BlueprintFacts(
              "hcc-london",
              "",
              "horizon-cloud-connector",
              "hcc.ova",
              "",
              "required",
              true,
              List.of(new BlueprintFacts.Node("hcc-lon-1", "primary", "10.20.0.11")),
              PLACE,
              PLACE,
              PLACE),
          List.of(Path.of("blueprints/policies")),
          new Verdict(
              List.of(new Violation("site", Severity.WARNING, "vm/hcc-lon-1", "It is too big.")),
              List.of(
                  new Waived(
                      "package-pinned",
                      "",
                      "Another file would be deployed without a word.",
                      "CHG0012345",
                      LocalDate.parse("2026-12-31"))),
              List.of(
                  Diagnostic.warning("policy/site", "policy rule \"site\" is not met")
                      .because("It is too big.")
                      .at(PLACE))));
  private final PlanFiles files = new PlanFiles(Path.of(""));
  private final Observed before = Fixtures.empty(3);
  private final String text = files.write(saved(MADE, before));

  private static SavedPlan saved(Instant created, Observed observed) {
    return new SavedPlan(
        "1.2.3",
        created,
        "https://vcenter.lon.example/sdk",
        "horizon-cloud-connector",
        "ccadmin",
        Fixtures.desired(true),
        observed,
        Set.of(),
        JUDGEMENT);
  }

  @Test
  void theFormatIsThatOfTheGoldenFile() throws IOException {
    if (Boolean.getBoolean("golden.update") && System.getenv("CI") == null) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void aPlanComesBackAsItWasSaved() {
    SavedPlan read = files.readPlan("plan.json", text);

    assertThat(read.plan().changes()).isEqualTo(saved(MADE, before).plan().changes());
    assertThat(files.write(read)).isEqualTo(text);
    assertThat(files.staleness(read, before)).isEmpty();
  }

  @Test
  void onlyTheTimeTellsTwoPlansOfOneWorldApart() {
    assertThat(files.write(saved(MADE.plusSeconds(1), Fixtures.empty(3))))
        .isEqualTo(text.replace("09:30:00Z", "09:30:01Z"));
  }

  @Test
  void aChangedWorldIsToldAttributeByAttribute() {
    SavedPlan read = files.readPlan("plan.json", text);

    Diagnostic stale = files.staleness(read, Fixtures.converged(true)).orElseThrow();

    assertThat(stale.code()).isEqualTo("plan/stale");
    assertThat(stale.category()).isEqualTo(Category.CONFLICT);
    assertThat(stale.detail())
        .contains(
            "world.cluster.value.ha.values.enabled: \"false\" -> \"true\"",
            "world.cluster.value.rules[\"hcc-london\"]: (none) -> (exists)",
            "world.vms.hcc-lon-1: (none) -> (exists)",
            "memberships.hcc-lon-2: (none) -> (exists)");
  }

  @Test
  void theWordsOfAnApplianceDoNotMakeAPlanStale() {
    SavedPlan saved = saved(MADE, notMember("hcc-1 Ready 10m"));

    assertThat(files.staleness(saved, notMember("hcc-1 Ready 11m"))).isEmpty();
    assertThat(files.staleness(saved, before)).isPresent();
  }

  private Observed notMember(String reason) {
    return new Observed(
        before.world(), new TreeMap<>(Map.of("hcc-lon-2", new ObservedSequence.NotDone(reason))));
  }

  @Test
  void anEditedFileIsRefused() {
    refused(
        () -> files.readPlan("plan.json", text.replace("\"mgmt-01\"", "\"mgmt-02\"")),
        Category.CONFLICT,
        "plan/altered",
        "edited");
    refused(
        () -> files.readPlan("plan.json", text.replace("${secret:root}", "${secret:other}")),
        Category.CONFLICT,
        "plan/altered",
        "edited");
  }

  @Test
  void aPlanThatThisSlipwayWouldNotMakeIsRefusedWithTheDifference() {
    String other = resealed(root -> ((ObjectNode) root.get("summary")).put("destroy", 1));

    refused(
        () -> files.readPlan("plan.json", other),
        Category.CONFLICT,
        "plan/altered",
        "summary.destroy: 1 -> 0");
  }

  @Test
  void whatALaterMinorVersionAddsIsIgnored() {
    String later =
        resealed(root -> {
          root.put("format_version", "1.7").put("later", true);
          ((ObjectNode) root.get("desired")).put("later", 1);
        });

    assertThat(files.readPlan("plan.json", later).desired()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.0", "0.9", "10.0", "1", "one", ""})
  void anotherMajorVersionIsRefused(String version) {
    String other = resealed(root -> root.put("format_version", version));

    refused(() -> files.readPlan("plan.json", other), Category.USER, "plan/unknown-format", "1.x");
  }

  @Test
  void anUnknownKindIsRefusedWithItsPlace() {
    String other =
        text.replace("\"kind\" : \"no-such\"", "")
            .replace("\"kind\" : \"drs\"", "\"kind\" : \"drs2\"");

    refused(
        () -> files.readPlan("plan.json", other),
        Category.USER,
        "plan/malformed",
        "desired.resources[4] is of the kind \"drs2\"");
  }

  @Test
  void aFileThatWasCutOffAnywhereIsRefusedWithAPlace() {
    for (int length = 0; length < text.length() - 2; length += 61) {
      String part = text.substring(0, length);
      assertThatThrownBy(() -> files.readPlan("plan.json", part))
          .as("cut off after " + length)
          .isInstanceOfSatisfying(
              DiagnosedException.class,
              e ->
                  assertThat(e.diagnostics())
                      .singleElement()
                      .satisfies(problem -> {
                        assertThat(problem.range()).isNotNull();
                        assertThat(problem.detail()).doesNotContain("Exception", "dev.slipway");
                      }));
    }
  }

  @Test
  void aBrokenLineAnywhereIsAProblemAndNeverACrash() {
    List<String> lines = text.lines().toList();
    for (int broken = 0; broken < lines.size(); broken += 3) {
      int at = broken;
      String without =
          String.join("\n", lines.stream().filter(line -> !line.equals(lines.get(at))).toList());
      assertThatThrownBy(() -> files.readPlan("plan.json", without))
          .as("without " + lines.get(at))
          .isInstanceOf(DiagnosedException.class);
    }
  }

  @Test
  void freeSpaceThatChangesMakesNoPlanStale() {
    ObservedWorld world = before.world();
    Observed later =
        new Observed(
            new ObservedWorld(
                world.datacenter(),
                world.cluster(),
                world.pool(),
                new Lookup.Found<>(List.of(new ObservedDatastore("vsan-01", 4711L, true))),
                world.networks(),
                world.folder(),
                world.vms(),
                world.addressHolders(),
                world.missingPrivileges()),
            before.sequences());
    String fingerprint =
        text.lines().filter(line -> line.contains("fingerprint")).findFirst().orElseThrow();

    assertThat(files.staleness(saved(MADE, before), later)).isEmpty();
    assertThat(files.write(saved(MADE, later))).contains(fingerprint).contains("4711");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "7", "{}", "{\"format_version\":\"1.0\"}", "\u0000"})
  void whatIsNoPlanIsRefused(String other) {
    assertThatThrownBy(() -> files.readPlan("plan.json", other))
        .isInstanceOf(DiagnosedException.class);
  }

  @Test
  void aPlanIsToldFromABlueprintByItsContent() {
    assertThat(PlanFiles.isPlan(text)).isTrue();
    assertThat(PlanFiles.isPlan(text.substring(0, 40))).isTrue();
    assertThat(PlanFiles.isPlan("apiVersion: slipway/v1\n")).isFalse();
    assertThat(PlanFiles.isPlan("{\"apiVersion\": \"slipway/v1\"}")).isFalse();
  }

  @Test
  void aPlanFromABlueprintWithAPasswordWrittenOutIsNotToBeSaved() {
    DesiredState named = Fixtures.desired(true);
    assertThat(PlainSecrets.in(named)).isEmpty();
    DesiredState plain =
        new DesiredState(
            named.blueprint(),
            named.digest(),
            named.placement(),
            named.nodes(),
            named.origins(),
            List.of(
                new VmSpec(
                    "n",
                    "primary",
                    "10.20.0.11",
                    named.placement(),
                    Duration.ZERO,
                    new VmSource.PackageFile(Path.of("a.ova"), null, PackageOptions.NONE, Set.of()),
                    "s",
                    Map.of("pw", new Value.Confidential("hunter2")),
                    VmSettings.NONE)));
    assertThat(PlainSecrets.in(plain))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo("plan/secret-in-file");
          assertThat(problem.toString()).doesNotContain("hunter2");
        });
  }

  @Test
  void aSnapshotIsOfOneBlueprintAndPlace() {
    DesiredState desired = Fixtures.desired(true);
    Snapshot snapshot = Snapshot.of(desired, before, "vCenter 8.0.3", "1.2.3", MADE);
    String written = files.write(snapshot);

    assertThat(files.readSnapshot("s.json", written, desired)).isEqualTo(snapshot);
    DesiredState other =
        new DesiredState(
            "hcc-paris",
            desired.digest(),
            desired.placement(),
            desired.nodes().subList(0, 1),
            desired.origins(),
            desired.resources());
    refused(
        () -> files.readSnapshot("s.json", written, other),
        Category.USER,
        "snapshot/other-subject",
        "blueprint: \"hcc-london\" -> \"hcc-paris\"");
    refused(() -> files.readPlan("s.json", written), Category.USER, "plan/malformed", "missing");
    refused(
        () -> files.readSnapshot("p.json", text, desired),
        Category.USER,
        "plan/malformed",
        "missing");
  }

  /** The plan after a change, with the checksum of one who knows how. */
  private String resealed(Consumer<ObjectNode> change) {
    try {
      ObjectNode root = (ObjectNode) new ObjectMapper().readTree(text);
      change.accept(root);
      return new Document(Path.of("")).seal(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refused(
      ThrowingCallable reading, Category category, String code, String detail) {
    assertThatThrownBy(reading)
        .isInstanceOf(DiagnosedException.class)
        .extracting(e -> ((DiagnosedException) e).diagnostics(), LIST)
        .singleElement()
        .isInstanceOfSatisfying(
            Diagnostic.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.category()).isEqualTo(category);
              assertThat(problem.detail()).contains(detail);
              assertThat(problem.range()).isNotNull();
            });
  }
}
