package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectSpec;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.PropertySpec;
import com.vmware.vim25.SelectionSpec;
import com.vmware.vim25.TraversalSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects which properties of which objects are wanted, and reads them all with one {@code
 * RetrievePropertiesEx}. Objects that are gone, and properties that are unset or not readable, are
 * left out of the answer.
 */
final class Retrieval {
  private final Map<String, PropertySpec> properties = new LinkedHashMap<>();
  private final List<ObjectSpec> objects = new ArrayList<>();

  /** Wants these properties, beside those wanted already, of every object of the type met. */
  Retrieval properties(String type, String... paths) {
    PropertySpec spec = properties.computeIfAbsent(type, key -> new PropertySpec());
    spec.setType(type);
    spec.setPathSet(
        Stream.concat(
                spec.getPathSet() == null ? Stream.empty() : Arrays.stream(spec.getPathSet()),
                Arrays.stream(paths))
            .distinct()
            .toArray(String[]::new));
    return this;
  }

  /** Wants this object. */
  Retrieval object(ManagedObjectReference reference, SelectionSpec... onwards) {
    ObjectSpec spec = new ObjectSpec();
    spec.setObj(reference);
    spec.setSkip(false);
    spec.setSelectSet(onwards.length == 0 ? null : onwards);
    objects.add(spec);
    return this;
  }

  /** The way from objects of the type, over a property, to the objects it refers to. */
  static TraversalSpec over(String type, String path) {
    TraversalSpec spec = new TraversalSpec();
    spec.setName(type + "." + path);
    spec.setType(type);
    spec.setPath(path);
    spec.setSkip(false);
    return spec;
  }

  /** The way from objects of the type, over a property, to everything below them. */
  static TraversalSpec down(String type, String path) {
    TraversalSpec spec = over(type, path);
    SelectionSpec again = new SelectionSpec();
    again.setName(spec.getName());
    spec.setSelectSet(new SelectionSpec[] {again});
    return spec;
  }

  /** Reads what is wanted. */
  Answer read(VSphereSession session, String what) throws InterruptedException {
    return new Answer(session.retrieve("read", what, List.of(filter())));
  }

  private PropertyFilterSpec filter() {
    PropertyFilterSpec filter = new PropertyFilterSpec();
    filter.setPropSet(properties.values().toArray(PropertySpec[]::new));
    filter.setObjectSet(objects.toArray(ObjectSpec[]::new));
    return filter;
  }

  /** What was read, by object and property path. */
  record Answer(Map<ManagedObjectReference, Map<String, Object>> objects) {
    boolean has(ManagedObjectReference reference) {
      return objects.containsKey(reference);
    }

    /** The properties of one object; empty when it is gone. */
    Properties of(@Nullable ManagedObjectReference reference) {
      return new Properties(objects.getOrDefault(reference, Map.of()));
    }
  }

  /** Properties of one object, by path. */
  record Properties(Map<String, Object> values) {
    /** The value, or null when it is unset, unreadable or not of that type. */
    <T> @Nullable T get(String path, Class<T> type) {
      Object value = values.get(path);
      return type.isInstance(value) ? type.cast(value) : null;
    }

    /** The elements of an array, none when it is unset or unreadable. */
    <T> List<T> all(String path, Class<T[]> type) {
      T[] array = get(path, type);
      return array == null ? List.of() : List.of(array);
    }
  }
}
