package dev.slipway.vsphere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.Category;
import dev.slipway.model.Lookup;
import dev.slipway.model.ObservedVm;
import dev.slipway.model.ObservedWorld;
import dev.slipway.port.PortException;
import dev.slipway.vsphere.RestSession.Call;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The tags of VMs. vCenter knows categories and tags by ids alone, so what is called by a name is
 * found by reading all categories, and all tags of the categories that are asked for.
 */
final class Tags {
  private static final String CATEGORY = "cis/tagging/category";
  private static final String TAG = "cis/tagging/tag";
  private static final String ASSOCIATION = "cis/tagging/tag-association";

  private final RestSession rest;

  Tags(RestSession rest) {
    this.rest = rest;
  }

  /** The tags that there are. */
  record Catalogue(SortedMap<String, Lookup<List<String>>> categories, Map<String, Tag> byId) {
    @Nullable String id(String category, String name) {
      return byId.entrySet().stream()
          .filter(entry -> entry.getValue().equals(new Tag(category, name)))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse(null);
    }
  }

  /** A tag by names. */
  record Tag(String category, String name) {}

  /** All tags of these categories. */
  Catalogue catalogue(Set<String> wanted) throws InterruptedException {
    Map<String, String> ids = new TreeMap<>();
    for (String id : texts(rest.call("read", "the categories of tags", Call.get(CATEGORY)))) {
      ids.put(name(CATEGORY, id, "a category of tags"), id);
    }
    SortedMap<String, Lookup<List<String>>> categories = new TreeMap<>();
    Map<String, Tag> tags = new HashMap<>();
    for (String category : wanted) {
      String id = ids.get(category);
      if (id == null) {
        categories.put(category, new Lookup.Missing<>(List.copyOf(ids.keySet())));
        continue;
      }
      Set<String> names = new TreeSet<>();
      for (String tag : texts(tagsOf(category, id))) {
        String name = name(TAG, tag, "a tag of category " + category);
        names.add(name);
        tags.put(tag, new Tag(category, name));
      }
      categories.put(category, new Lookup.Found<>(List.copyOf(names)));
    }
    return new Catalogue(categories, tags);
  }

  /** The same world with the tags of its VMs, read in one call for all of them. */
  ObservedWorld alsoIn(ObservedWorld world, Catalogue catalogue) throws InterruptedException {
    return world.withTags(
        catalogue.categories(),
        world.vms().isEmpty()
            ? Map.of()
            : attached(
                world.vms().values().stream().map(ObservedVm::reference).toList(), catalogue));
  }

  /** Makes these all tags of a VM in their categories. */
  void set(String vm, String name, Map<String, Set<String>> wanted) throws InterruptedException {
    Catalogue catalogue = catalogue(wanted.keySet());
    Map<String, Set<String>> seen = attached(List.of(vm), catalogue).getOrDefault(vm, Map.of());
    for (Map.Entry<String, Set<String>> category : wanted.entrySet()) {
      Set<String> here = seen.getOrDefault(category.getKey(), Set.of());
      // A category may allow one tag only, so what is too much goes first.
      for (String tag : without(here, category.getValue())) {
        change("detach", vm, name, new Tag(category.getKey(), tag), catalogue);
      }
      for (String tag : without(category.getValue(), here)) {
        change("attach", vm, name, new Tag(category.getKey(), tag), catalogue);
      }
    }
  }

  private void change(String action, String vm, String name, Tag tag, Catalogue catalogue)
      throws InterruptedException {
    String words = "tag %s of category %s".formatted(tag.name(), tag.category());
    String id = catalogue.id(tag.category(), tag.name());
    if (id == null) {
      throw new PortException(
          Category.CONFLICT,
          "vcenter/tag-vanished",
          "there is no " + words,
          "It was there when the plan was made.",
          "Plan again.",
          null);
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("object_id", object(vm));
    var unused =
        rest.call(action, words + " at VM " + name, new Call(ASSOCIATION, id, action, body));
  }

  /** By VM, by category. */
  private Map<String, Map<String, Set<String>>> attached(
      Collection<String> vms, Catalogue catalogue) throws InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    vms.forEach(vm -> body.withArray("/object_ids").add(object(vm)));
    Map<String, Map<String, Set<String>>> attached = new HashMap<>();
    rest.call(
            "read",
            "the tags of VMs",
            new Call(ASSOCIATION, null, "list-attached-tags-on-objects", body))
        .forEach(entry -> {
          Map<String, Set<String>> byCategory = new TreeMap<>();
          texts(entry.path("tag_ids")).stream()
              .map(catalogue.byId()::get)
              .filter(Objects::nonNull)
              .forEach(tag ->
                  byCategory
                      .computeIfAbsent(tag.category(), category -> new TreeSet<>())
                      .add(tag.name()));
          attached.put(entry.path("object_id").path("id").asText(), byCategory);
        });
    return attached;
  }

  private JsonNode tagsOf(String category, String id) throws InterruptedException {
    String object = "the tags of category " + category;
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    String action = "list-tags-for-category";
    return switch (rest.dialect("read", object)) {
      case API ->
          rest.call("read", object, new Call(TAG, null, action, body.put("category_id", id)));
      case REST -> rest.call("read", object, new Call(TAG, id, action, body));
    };
  }

  private String name(String service, String id, String object) throws InterruptedException {
    return rest.call("read", object, Call.get(service, id)).path("name").asText();
  }

  private static ObjectNode object(String vm) {
    return JsonNodeFactory.instance.objectNode().put("type", "VirtualMachine").put("id", vm);
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }
}
