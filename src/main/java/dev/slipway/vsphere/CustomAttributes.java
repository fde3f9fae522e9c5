package dev.slipway.vsphere;

import com.vmware.vim25.CustomFieldDef;
import com.vmware.vim25.CustomFieldStringValue;
import com.vmware.vim25.CustomFieldValue;
import com.vmware.vim25.DuplicateName;
import com.vmware.vim25.ManagedObjectReference;
import dev.slipway.model.Marks;
import dev.slipway.port.PortException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads and sets custom attributes; missing definitions are added for objects of every type. */
final class CustomAttributes {
  /** What the names of all our attributes and keys of extra configuration begin with. */
  static final String PREFIX = "slipway.";

  private final VSphereSession session;

  CustomAttributes(VSphereSession session) {
    this.session = session;
  }

  /** Adds the definitions to what is read, so that values can be told by name. */
  Retrieval alsoIn(Retrieval retrieval) {
    return retrieval.properties("CustomFieldsManager", "field").object(fieldsManager());
  }

  /** Whether all that Slipway ever sets are defined, so that it needs to define none. */
  boolean areDefined(Retrieval.Answer answer) {
    return answer.of(fieldsManager()).all("field", CustomFieldDef[].class).stream()
        .map(CustomFieldDef::getName)
        .collect(Collectors.toSet())
        .containsAll(Marks.ALL);
  }

  /** Our attributes of one object. */
  Map<String, String> marks(Retrieval.Answer answer, Retrieval.Properties object) {
    return values(answer, object, name -> name.startsWith(PREFIX));
  }

  /** The attributes of one object of these names, out of its property {@code customValue}. */
  Map<String, String> values(
      Retrieval.Answer answer, Retrieval.Properties object, Predicate<String> wanted) {
    Map<Integer, String> names = new TreeMap<>();
    for (CustomFieldDef field : answer.of(fieldsManager()).all("field", CustomFieldDef[].class)) {
      names.put(field.getKey(), field.getName());
    }
    Map<String, String> values = new TreeMap<>();
    for (CustomFieldValue value : object.all("customValue", CustomFieldValue[].class)) {
      String name = names.getOrDefault(value.getKey(), "");
      if (wanted.test(name)
          && value instanceof CustomFieldStringValue text
          && text.getValue() != null
          && !text.getValue().isEmpty()) {
        values.put(name, text.getValue());
      }
    }
    return values;
  }

  /** Sets attributes of an object in the map's order; others stay as they are. */
  void set(ManagedObjectReference entity, String object, Map<String, String> marks)
      throws InterruptedException {
    List<CustomFieldDef> known = new ArrayList<>(definitions());
    for (Map.Entry<String, String> mark : marks.entrySet()) {
      CustomFieldDef field = definition(known, mark.getKey(), entity.getType());
      session.call(
          "set custom attribute " + mark.getKey(),
          object,
          vim -> {
            vim.setField(fieldsManager(), entity, field.getKey(), mark.getValue());
            return true;
          });
    }
  }

  private CustomFieldDef definition(List<CustomFieldDef> known, String name, String type)
      throws InterruptedException {
    Optional<CustomFieldDef> defined = among(known, name, type);
    if (defined.isPresent()) {
      return defined.get();
    }
    try {
      return session.call(
          "add custom attribute",
          name,
          vim -> vim.addCustomFieldDef(fieldsManager(), name, null, null, null));
    } catch (PortException e) {
      if (Faults.in(e, DuplicateName.class).isEmpty()) {
        throw e;
      }
      return among(definitions(), name, type).orElseThrow(() -> e);
    }
  }

  private List<CustomFieldDef> definitions() throws InterruptedException {
    return new Retrieval()
        .properties("CustomFieldsManager", "field")
        .object(fieldsManager())
        .read(session, "custom attributes")
        .of(fieldsManager())
        .all("field", CustomFieldDef[].class);
  }

  private static Optional<CustomFieldDef> among(
      List<CustomFieldDef> fields, String name, String type) {
    return fields.stream()
        .filter(field -> name.equals(field.getName()))
        .filter(field ->
            field.getManagedObjectType() == null
                || field.getManagedObjectType().isEmpty()
                || field.getManagedObjectType().equals(type))
        .findFirst();
  }

  private ManagedObjectReference fieldsManager() {
    return session.content().getCustomFieldsManager();
  }
}
