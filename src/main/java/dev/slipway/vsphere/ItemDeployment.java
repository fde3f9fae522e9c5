package dev.slipway.vsphere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.OptionValue;
import com.vmware.vim25.VirtualMachineConfigSpec;
import dev.slipway.diag.Category;
import dev.slipway.model.LibraryItem;
import dev.slipway.model.Secret;
import dev.slipway.ovf.OvfDescriptor;
import dev.slipway.ovf.OvfProperty;
import dev.slipway.port.Deployment;
import dev.slipway.port.PortException;
import dev.slipway.vsphere.RestSession.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Deploys VMs from content libraries, inside vCenter. The one call for that answers when all is
 * copied, and cannot be cancelled; whatever comes of it, what is there is looked at before anything
 * is done.
 */
final class ItemDeployment {
  private static final String SERVICE = "vcenter/ovf/library-item";

  /** Copies of some gigabytes were seen to take longer than half an hour. */
  private static final Duration DEADLINE = Duration.ofHours(4);

  private static final Duration MARK_DEADLINE = Duration.ofMinutes(2);

  private final VSphereSession session;
  private final RestSession rest;
  private final Locator locator;
  private final VmRemoval removal;
  private final ContentLibraries libraries;

  ItemDeployment(
      VSphereSession session,
      RestSession rest,
      Locator locator,
      VmRemoval removal,
      ContentLibraries libraries) {
    this.session = session;
    this.rest = rest;
    this.locator = locator;
    this.removal = removal;
    this.libraries = libraries;
  }

  /** Deploys a VM, as {@link OvfImport} does from files. */
  void deploy(Deployment deployment, LibraryItem item) throws InterruptedException {
    Redaction redaction = Redaction.of(deployment.properties().values());
    try {
      ImportTarget target =
          ImportTarget.locate(session, locator, deployment.vm(), deployment.placement());
      libraries.fetch(item);
      Map<String, String> marks = new HashMap<>(deployment.birthMarks());
      String birthId = UUID.randomUUID().toString();
      marks.put(VmRemoval.BIRTH_ID, birthId);
      run(deployment, item, target, marks, birthId);
    } catch (PortException e) {
      throw redaction.apply(e);
    }
  }

  private void run(
      Deployment deployment,
      LibraryItem item,
      ImportTarget target,
      Map<String, String> marks,
      String birthId)
      throws InterruptedException {
    String name = InventoryPath.display(deployment.vm());
    try {
      JsonNode answer =
          rest.call(
              "deploy",
              name,
              new Call(SERVICE, item.id(), "deploy", request(deployment, target, marks)),
              DEADLINE);
      if (!answer.path("succeeded").asBoolean()) {
        throw refused(deployment, item, answer.path("error"));
      }
      setMissingMarks(deployment, marks);
    } catch (RuntimeException | InterruptedException e) {
      discard(deployment, birthId, e);
      throw e;
    }
  }

  private ObjectNode request(Deployment deployment, ImportTarget target, Map<String, String> marks)
      throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ObjectNode place = body.putObject("target");
    place.put("resource_pool_id", target.pool().getVal());
    place.put("folder_id", target.folder().getVal());
    if (target.host() != null) {
      place.put("host_id", target.host().getVal());
    }
    OvfDescriptor descriptor = deployment.ovfPackage().descriptor();
    ObjectNode spec = body.putObject("deployment_spec");
    spec.put("name", deployment.vm().name());
    spec.put("accept_all_EULA", !descriptor.eulas().isEmpty());
    spec.put("default_datastore_id", target.datastore().getVal());
    if (deployment.diskProvisioning() != null) {
      spec.put("storage_provisioning", deployment.diskProvisioning());
    }
    addNetworks(spec, descriptor, target.networks());
    ArrayNode parameters = spec.putArray("additional_parameters");
    if (deployment.deploymentOption() != null) {
      parameter(parameters, "deployment_option_params", "DeploymentOptionParams")
          .put("selected_key", deployment.deploymentOption());
    }
    addProperties(parameters, descriptor, deployment.properties());
    ArrayNode options =
        parameter(parameters, "extra_config_params", "ExtraConfigParams").putArray("extra_configs");
    new TreeMap<>(marks)
        .forEach((key, value) -> options.addObject().put("key", key).put("value", value));
    return body;
  }

  private void addNetworks(
      ObjectNode spec, OvfDescriptor descriptor, Map<String, ManagedObjectReference> networks)
      throws InterruptedException {
    Map<String, String> ids = new TreeMap<>();
    for (OvfDescriptor.Network network : descriptor.networks()) {
      ManagedObjectReference mapped = networks.get(network.name());
      if (mapped != null) {
        ids.put(network.name(), mapped.getVal());
      }
    }
    switch (rest.dialect("map", "networks")) {
      case API -> ids.forEach(spec.putObject("network_mappings")::put);
      case REST -> {
        ArrayNode list = spec.putArray("network_mappings");
        ids.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
      }
    }
  }

  private static void addProperties(
      ArrayNode parameters, OvfDescriptor descriptor, Map<String, Secret> properties) {
    if (properties.isEmpty()) {
      return;
    }
    ArrayNode list =
        parameter(parameters, "property_params", "PropertyParams").putArray("properties");
    for (OvfProperty declared : descriptor.properties()) {
      Secret value = properties.get(declared.key());
      if (value != null) {
        list.addObject()
            .put("id", declared.id())
            .put("class_id", declared.classId())
            .put("instance_id", declared.instanceId())
            .put("value", value.reveal());
      }
    }
  }

  private static ObjectNode parameter(ArrayNode parameters, String structure, String type) {
    return parameters
        .addObject()
        .put("@class", "com.vmware.vcenter.ovf." + structure)
        .put("type", type);
  }

  /** Until then the VM is nobody's, should vCenter not have taken the marks with the call. */
  private void setMissingMarks(Deployment deployment, Map<String, String> marks)
      throws InterruptedException {
    String name = InventoryPath.display(deployment.vm());
    ManagedObjectReference vm = locator.requireVm(deployment.vm());
    Map<String, String> missing = new HashMap<>(marks);
    new Retrieval()
        .properties("VirtualMachine", "config.extraConfig")
        .object(vm)
        .read(session, "the VM that was deployed")
        .of(vm)
        .all("config.extraConfig", OptionValue[].class)
        .forEach(option -> missing.remove(option.getKey(), option.getValue()));
    if (!missing.isEmpty()) {
      VirtualMachineConfigSpec change = new VirtualMachineConfigSpec();
      change.setExtraConfig(ImportSpecs.options(missing).toArray(OptionValue[]::new));
      var unused =
          session.awaitTask(
              session.call("mark", name, vim -> vim.reconfigVM_Task(vm, change)),
              "mark",
              name,
              MARK_DEADLINE);
    }
  }

  private static PortException refused(Deployment deployment, LibraryItem item, JsonNode error) {
    Set<String> messages = new LinkedHashSet<>();
    for (JsonNode each : error.path("errors")) {
      List<JsonNode> told = new ArrayList<>();
      told.add(each.path("message"));
      each.path("error").path("messages").forEach(told::add);
      each.path("issues").forEach(issue -> told.add(issue.path("message")));
      told.stream()
          .map(message -> message.path("default_message").asText())
          .filter(message -> !message.isEmpty())
          .forEach(messages::add);
    }
    return new PortException(
        Category.ENVIRONMENT,
        "vcenter/import-refused",
        "vCenter could not deploy VM " + InventoryPath.display(deployment.vm()),
        messages.isEmpty() ? "vCenter gave no reason." : String.join(" ", messages),
        "It was to be deployed from %s.".formatted(item.words()),
        null);
  }

  private void discard(Deployment deployment, String birthId, Exception failure)
      throws InterruptedException {
    // The clean-up must not be cut short by what made it necessary.
    boolean interrupted = Thread.interrupted();
    try {
      removal.destroy(deployment.vm(), birthId);
    } catch (PortException | InterruptedException alsoFailed) {
      PortException left =
          new PortException(
              Category.ENVIRONMENT,
              "vcenter/half-made-vm",
              "the half-made VM "
                  + InventoryPath.display(deployment.vm())
                  + " may be left in vCenter",
              "Its deployment failed (%s), and so did its removal (%s)."
                  .formatted(failure.getMessage(), alsoFailed.getMessage()),
              "Run apply again, which removes it first, or delete it in vCenter.",
              failure);
      left.addSuppressed(alsoFailed);
      throw left;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
