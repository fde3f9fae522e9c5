package dev.slipway.policy;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields that conditions may name, so that a misspelt one is found before anything is planned:
 * those of the plan as JSON (see {@code PlanJson}) and of {@link Facts}.
 */
final class DocumentTypes implements CelTypeProvider {
  private static final CelType TEXT = SimpleType.STRING;
  private static final CelType NUMBER = SimpleType.INT;
  private static final CelType TRUTH = SimpleType.BOOL;
  private static final CelType ANYTHING = SimpleType.DYN;
  private static final CelType TEXTS = ListType.create(TEXT);

  private static final StructType SUMMARY =
      struct("Summary", ImmutableMap.of("add", NUMBER, "change", NUMBER, "destroy", NUMBER));
  private static final StructType CHANGE = struct("Change", ImmutableMap.of("actions", TEXTS));
  private static final StructType ATTRIBUTE =
      struct(
          "Attribute",
          ImmutableMap.of(
              "path", TEXT,
              "before", ANYTHING,
              "before_sensitive", TRUTH,
              "before_unknown", TRUTH,
              "after", ANYTHING,
              "after_sensitive", TRUTH,
              "after_unknown", TRUTH));
  private static final StructType RESOURCE_CHANGE =
      struct(
          "ResourceChange",
          ImmutableMap.of(
              "address", TEXT,
              "type", TEXT,
              "name", TEXT,
              "impact", TEXT,
              "reasons", TEXTS,
              "change", CHANGE,
              "attributes", ListType.create(ATTRIBUTE)));
  private static final StructType STEP =
      struct("Step", ImmutableMap.of("id", TEXT, "title", TEXT, "depends_on", TEXTS));
  private static final StructType DIAGNOSTIC =
      struct(
          "Diagnostic",
          ImmutableMap.of(
              "severity", TEXT,
              "code", TEXT,
              "summary", TEXT,
              "detail", TEXT,
              "advice", TEXT,
              "range", ANYTHING,
              "snippet", TEXT));
  private static final StructType PLAN =
      struct(
          "Plan",
          ImmutableMap.of(
              "format_version", TEXT,
              "operation", TEXT,
              "blueprint", TEXT,
              "blueprint_digest", TEXT,
              "applicable", TRUTH,
              "summary", SUMMARY,
              "resource_changes", ListType.create(RESOURCE_CHANGE),
              "steps", ListType.create(STEP),
              "diagnostics", ListType.create(DIAGNOSTIC)));
  private static final StructType NODE =
      struct("Node", ImmutableMap.of("name", TEXT, "role", TEXT, "ip", TEXT));
  private static final StructType BLUEPRINT =
      struct(
          "Blueprint",
          ImmutableMap.of(
              "name", TEXT,
              "site", TEXT,
              "appliance", TEXT,
              "package", TEXT,
              "package_digest", TEXT,
              "separate_hosts", TEXT,
              "ha", TRUTH,
              "nodes", ListType.create(NODE)));
  private static final StructType INVENTORY =
      struct(
          "Inventory",
          ImmutableMap.<String, CelType>builder()
              .put("name", TEXT)
              .put("sandbox", TRUTH)
              .put("vcenter", TEXT)
              .put("tls", TEXT)
              .put("datacenter", TEXT)
              .put("cluster", TEXT)
              .put("host", TEXT)
              .put("resource_pool", TEXT)
              .put("datastore", TEXT)
              .put("datastore_cluster", TEXT)
              .put("folder", TEXT)
              .buildOrThrow());

  /** The types of the variables by name. */
  static final ImmutableMap<String, CelType> VARIABLES =
      ImmutableMap.of("plan", PLAN, "blueprint", BLUEPRINT, "inventory", INVENTORY);

  private static final ImmutableList<StructType> STRUCTS =
      ImmutableList.of(
          SUMMARY,
          CHANGE,
          ATTRIBUTE,
          RESOURCE_CHANGE,
          STEP,
          DIAGNOSTIC,
          PLAN,
          NODE,
          BLUEPRINT,
          INVENTORY);

  /** The names of all fields, for "did you mean". */
  static Set<String> fieldNames() {
    Set<String> names = new TreeSet<>();
    STRUCTS.forEach(struct -> names.addAll(struct.fieldNames()));
    return names;
  }

  private static StructType struct(String name, ImmutableMap<String, CelType> fields) {
    return StructType.create(
        name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableList.copyOf(STRUCTS);
  }

  @Override
  public Optional<CelType> findType(String typeName) {
    return STRUCTS.stream()
        .filter(struct -> struct.name().equals(typeName))
        .map(CelType.class::cast)
        .findFirst();
  }
}
