package dev.slipway.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.Diagnostic;
import dev.slipway.ovf.Inspection;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfDescriptor.Product;
import dev.slipway.ovf.OvfProperty;
import java.util.List;

/** Shows machines what a package is and what it wants; defaults of passwords are not in it. */
public final class InspectJson {
  private InspectJson() {}

  /**
   * One JSON document.
   *
   * @param problems what was found wrong with the package
   */
  public static String render(Inspection inspection, List<Diagnostic> problems) {
    OvfDescriptor descriptor = inspection.descriptor();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format_version", PlanJson.FORMAT_VERSION);
    root.put("file", inspection.file().toString());
    root.put("ovf_version", descriptor.version().title());
    Product product = descriptor.product();
    if (product != null) {
      root.putObject("product")
          .put("name", product.name())
          .put("vendor", product.vendor())
          .put("version", product.version());
    }
    root.put("manifest", inspection.hasManifest());
    root.put("certificate", inspection.certificate());
    root.put(
        "deployable",
        inspection.refusals().isEmpty() && problems.stream().noneMatch(Diagnostic::isError));
    root.set("refusals", PlanJson.diagnostics(inspection.refusals()));
    addFiles(inspection, root.putArray("files"));
    ArrayNode disks = root.putArray("disks");
    descriptor
        .disks()
        .forEach(disk ->
            disks
                .addObject()
                .put("id", disk.id())
                .put("capacity_bytes", disk.capacityBytes())
                .put("file", disk.fileRef()));
    ArrayNode networks = root.putArray("networks");
    descriptor
        .networks()
        .forEach(network ->
            networks
                .addObject()
                .put("name", network.name())
                .put("description", network.description()));
    ArrayNode options = root.putArray("deployment_options");
    descriptor
        .deploymentOptions()
        .forEach(option ->
            options
                .addObject()
                .put("id", option.id())
                .put("label", option.label())
                .put("default", option.isDefault()));
    addSystems(descriptor, root.putArray("systems"));
    ArrayNode eulas = root.putArray("eulas");
    descriptor.eulas().forEach(eulas::add);
    ArrayNode properties = root.putArray("properties");
    descriptor.properties().forEach(property -> add(property, properties.addObject()));
    root.set("diagnostics", PlanJson.diagnostics(problems));
    return PlanJson.write(root);
  }

  private static void addFiles(Inspection inspection, ArrayNode files) {
    for (Inspection.InspectedFile file : inspection.files()) {
      files
          .addObject()
          .put("id", file.declared().id())
          .put("href", file.declared().href())
          .put("declared_size", file.declared().declaredSize())
          .put("size", file.size())
          .put("digest", file.digest().word())
          .put("chunk_size", file.declared().chunkSize())
          .put("compression", file.declared().compression());
    }
  }

  private static void addSystems(OvfDescriptor descriptor, ArrayNode systems) {
    for (OvfDescriptor.VirtualSystem system : descriptor.systems()) {
      ArrayNode hardware = systems.addObject().put("name", system.name()).putArray("hardware");
      system
          .hardware()
          .forEach(each ->
              hardware
                  .addObject()
                  .put("deployment_option", each.deploymentOption())
                  .put("processors", each.processors())
                  .put("memory_bytes", each.memoryBytes())
                  .put("network_adapters", each.networkAdapters()));
    }
  }

  private static void add(OvfProperty property, ObjectNode node) {
    node.put("key", property.key()).put("type", property.type());
    ArrayNode qualifiers = node.putArray("qualifiers");
    property.qualifiers().forEach(qualifiers::add);
    if (property.password()) {
      node.putNull("default");
    } else {
      node.put("default", property.defaultValue());
    }
    node.put("password", property.password())
        .put("user_configurable", property.userConfigurable())
        .put("needs_value", property.needsValue())
        .put("label", property.label())
        .put("description", property.description());
  }
}
