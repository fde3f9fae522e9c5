package dev.slipway.blueprint;

import dev.slipway.blueprint.Inventory.NetworkBlock;
import dev.slipway.blueprint.Inventory.PlacementBlock;
import dev.slipway.blueprint.Inventory.SshBlock;
import dev.slipway.blueprint.Inventory.VCenterAccess;
import dev.slipway.diag.Diagnostics;
import dev.slipway.diag.Located;
import dev.slipway.model.SecretSource;
import dev.slipway.yaml.MappingReader;
import dev.slipway.yaml.MappingReader.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads inventory files and checks what can be checked without a blueprint. */
public final class InventoryLoader {
  private static final String KIND = "inventory";

  private final Surroundings surroundings;
  private final boolean secretsAtHand;

  /** Makes a loader that wants credentials and keys to be there. */
  public InventoryLoader(Surroundings surroundings) {
    this(surroundings, true);
  }

  /**
   * Makes a loader.
   *
   * @param secretsAtHand whether what logs in to vCenter and nodes must be there; otherwise it is
   *     only checked to be named
   */
  public InventoryLoader(Surroundings surroundings, boolean secretsAtHand) {
    this.surroundings = surroundings;
    this.secretsAtHand = secretsAtHand;
  }

  /** Reads an inventory file of one site. */
  public Optional<Inventory> load(Path file, Diagnostics diagnostics) {
    return load(file, SiteChoice.ONLY, diagnostics);
  }

  /**
   * Reads what an inventory file says of one site.
   *
   * @param diagnostics gets all problems of the file; with an error among them nothing is returned
   */
  public Optional<Inventory> load(Path file, SiteChoice choice, Diagnostics diagnostics) {
    Diagnostics found = new Diagnostics();
    Expansion expansion = Expansion.of(file, surroundings, KIND, found);
    FileHeader header = FileHeader.read(file, "Inventory", expansion.style(), found);
    SiteReading.Site site =
        header == null ? null : new SiteReading(choice, expansion.style()).read(header);
    Inventory inventory =
        header == null || site == null
            ? null
            : new Reading(file, expansion).inventory(header.name(), site);
    diagnostics.addAll(found.all());
    return found.hasErrors() ? Optional.empty() : Optional.ofNullable(inventory);
  }

  /** The reading of one file. */
  private final class Reading {
    private final Path file;
    private final Expansion expansion;
    private final Style style;

    Reading(Path file, Expansion expansion) {
      this.file = file;
      this.expansion = expansion;
      this.style = expansion.style();
    }

    @Nullable Inventory inventory(@Nullable Located<String> name, SiteReading.Site site) {
      MappingReader spec = site.blocks();
      MappingReader secretsReader = spec.mapping("secrets");
      Set<String> declared =
          secretsReader == null
              ? Set.of()
              : secretsReader.keys().stream().map(Located::value).collect(Collectors.toSet());
      VCenterAccess vcenter =
          new VCenterReading(
                  this::existingFile,
                  surroundings.environment(),
                  declared,
                  secretsAtHand,
                  expansion)
              .read(spec.mapping("vcenter"), spec.place());
      MappingReader placementReader = spec.requireMapping("placement");
      PlacementBlock placement =
          placementReader == null ? null : new PlacementReading(style).read(placementReader);
      NetworkBlock network = network(spec.mapping("network"));
      SshBlock ssh = ssh(spec.mapping("ssh"));
      Located<Path> httpsCaFile = caFile(spec.mapping("https"));
      boolean sandbox = vcenter == null || vcenter.url().value().startsWith("sandbox:");
      Map<String, Located<List<SecretSource>>> secrets =
          new SecretSourcesReading(path -> surroundings.resolve(file, path), sandbox, style)
              .read(secretsReader);
      spec.rejectUnknownKeys();
      if (name == null || vcenter == null || placement == null) {
        return null;
      }
      return new Inventory(
          file, name, site.name(), vcenter, placement, network, ssh, httpsCaFile, secrets);
    }

    private NetworkBlock network(@Nullable MappingReader reader) {
      if (reader == null) {
        return new NetworkBlock(null, null, List.of(), null);
      }
      Located<String> netmask = reader.string("netmask");
      Ipv4 mask = netmask(netmask);
      Located<String> gateway = reader.string("gateway");
      Ipv4 gatewayAddress = Checks.hostAddress(gateway, style);
      if (gateway != null
          && gatewayAddress != null
          && mask != null
          && gatewayAddress.isEdgeOf(mask)) {
        style.report(
            "bad-gateway",
            "the gateway is not an address of a host",
            "It is the first or the last address of " + gatewayAddress.subnet(mask) + ".",
            "",
            gateway.range());
      }
      List<Located<String>> dns = reader.strings("dns");
      dns.forEach(server -> Checks.hostAddress(server, style));
      Located<String> domain = reader.string("domain");
      reader.rejectUnknownKeys();
      return new NetworkBlock(netmask, gateway, dns, domain);
    }

    private @Nullable Ipv4 netmask(@Nullable Located<String> written) {
      if (written == null) {
        return null;
      }
      Optional<Ipv4> mask = Ipv4.parse(written.value()).filter(Ipv4::isNetmask);
      if (mask.isEmpty()) {
        style.report(
            "bad-netmask",
            "\"" + written.value() + "\" is not a netmask",
            "A netmask is written with dots, has all its ones before its zeros, and leaves room for"
                + " at least two hosts.",
            "A usual one is 255.255.255.0.",
            written.range());
      }
      return mask.orElse(null);
    }

    private SshBlock ssh(@Nullable MappingReader reader) {
      if (reader == null) {
        return new SshBlock(null, null, null, null, null);
      }
      Located<String> user = reader.string("user");
      Located<Integer> port = reader.integer("port", 1, 65_535);
      Located<Path> privateKey =
          secretsAtHand
              ? existingFile(reader.string("privateKey"))
              : file(reader.string("privateKey"));
      Located<String> knownHosts = reader.string("knownHosts");
      Located<Path> configFile = existingFile(reader.string("configFile"));
      reader.rejectUnknownKeys();
      return new SshBlock(
          user == null ? null : user.value(),
          port == null ? null : port.value(),
          privateKey,
          knownHosts == null ? null : surroundings.resolve(file, knownHosts.value()),
          configFile);
    }

    private @Nullable Located<Path> caFile(@Nullable MappingReader reader) {
      if (reader == null) {
        return null;
      }
      Located<Path> named = existingFile(reader.requireString("caFile"));
      reader.rejectUnknownKeys();
      return named;
    }

    private @Nullable Located<Path> file(@Nullable Located<String> written) {
      return written == null
          ? null
          : new Located<>(surroundings.resolve(file, written.value()), written.range());
    }

    private @Nullable Located<Path> existingFile(@Nullable Located<String> written) {
      Located<Path> named = file(written);
      if (written != null && named != null && !Files.isRegularFile(named.value())) {
        style.report(
            "missing-file",
            "there is no file \"" + written.value() + "\"",
            "It was looked for beside " + file.getFileName() + " and in the working directory.",
            "",
            written.range());
        return null;
      }
      return named;
    }
  }
}
