package dev.slipway.blueprint;

import dev.slipway.blueprint.Inventory.PlacementBlock;
import dev.slipway.blueprint.Inventory.PoolBlock;
import dev.slipway.diag.Located;
import dev.slipway.diag.Suggestion;
import dev.slipway.model.PoolSettings;
import dev.slipway.model.Settings;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import dev.slipway.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads where the nodes go. */
final class PlacementReading {
  /** vSphere's bounds for shares of the level {@code custom}. */
  private static final int MOST_SHARES = 1_000_000;

  private final Style style;

  PlacementReading(Style style) {
    this.style = style;
  }

  /** Reads the block; null, with diagnostics, when something is missing. */
  @Nullable PlacementBlock read(MappingReader reader) {
    Located<String> datacenter = reader.requireString("datacenter");
    Located<String> host = reader.node("host") == null ? null : reader.requireString("host");
    Located<String> cluster = unlessGiven("host", "cluster", reader);
    PoolBlock pool = pool(reader);
    Located<String> datastoreCluster =
        reader.node("datastoreCluster") == null ? null : reader.requireString("datastoreCluster");
    Located<String> datastore = unlessGiven("datastoreCluster", "datastore", reader);
    if (datastore != null && datastoreCluster != null) {
      style.report(
          "two-storages",
          "\"datastore\" and \"datastoreCluster\" are both given",
          "Of a datastore cluster Slipway chooses the datastore.",
          "Leave out one of them.",
          datastoreCluster.range());
    }
    Located<String> folder = reader.string("folder");
    checkPath(
        "folder",
        folder,
        "It is taken below the VM folder of the datacenter.",
        "Management/Appliances");
    Map<String, Located<String>> networks = reader.stringMap("networks");
    reader.rejectUnknownKeys();
    return datacenter == null
            || (cluster == null && host == null)
            || (datastore == null && datastoreCluster == null)
        ? null
        : new PlacementBlock(
            datacenter,
            cluster,
            host,
            pool,
            datastore,
            datastoreCluster,
            folder,
            networks,
            reader.keyRange("networks"));
  }

  /** A text that must be given where the other one is not. */
  private static @Nullable Located<String> unlessGiven(
      String other, String key, MappingReader reader) {
    return reader.node(key) == null && reader.has(other) ? null : reader.requireString(key);
  }

  /** A text is the short form of a mapping with nothing but a path. */
  private @Nullable PoolBlock pool(MappingReader placement) {
    boolean whole = placement.node("resourcePool") instanceof YamlNode.Mapping;
    MappingReader reader = whole ? placement.mapping("resourcePool") : null;
    Located<String> path =
        reader == null ? placement.string("resourcePool") : reader.requireString("path");
    checkPath(
        "resourcePool",
        path,
        "It is taken below the root resource pool of the cluster.",
        "Management/Appliances");
    if (reader == null) {
      return path == null ? null : new PoolBlock(path, false, Settings.NONE);
    }
    Located<Boolean> create = reader.bool("create");
    Map<String, String> settings = new TreeMap<>();
    for (String key : List.of(PoolSettings.CPU_SHARES, PoolSettings.MEMORY_SHARES)) {
      Located<String> shares = shares(key, reader);
      if (shares != null) {
        settings.put(key, shares.value());
        if (create == null || !create.value()) {
          style.report(
              "shares-of-others",
              "\"" + key + "\" needs \"create: true\"",
              "Slipway sets the shares of those pools only that it may make.",
              "",
              shares.range());
        }
      }
    }
    reader.rejectUnknownKeys();
    return path == null
        ? null
        : new PoolBlock(path, create != null && create.value(), Settings.of(settings));
  }

  private @Nullable Located<String> shares(String key, MappingReader reader) {
    Located<String> written = reader.string(key);
    if (written == null || PoolSettings.LEVELS.contains(written.value())) {
      return written;
    }
    boolean number = written.value().matches("[1-9][0-9]{0,6}");
    if (number && Integer.parseInt(written.value()) <= MOST_SHARES) {
      return written;
    }
    style.report(
        "bad-shares",
        "\"" + written.value() + "\" is no amount of shares",
        "Allowed: low, normal, high, or a number from 1 to 1000000.",
        Suggestion.nearest(written.value(), PoolSettings.LEVELS)
            .map(word -> "Did you mean \"" + word + "\"?")
            .orElse(""),
        written.range());
    return null;
  }

  private void checkPath(
      String key, @Nullable Located<String> path, String detail, String example) {
    if (path != null && !path.value().matches("[^/]+(/[^/]+)*")) {
      style.report(
          key.equals("folder") ? "illegal-folder" : "illegal-pool",
          "\"" + key + "\" must be names with a slash between",
          detail,
          "Leave out slashes at its start and end, such as " + example + ".",
          path.range());
    }
  }
}
