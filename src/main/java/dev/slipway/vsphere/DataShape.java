package dev.slipway.vsphere;

import static java.util.Objects.requireNonNull;

import com.vmware.vim25.DynamicData;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of one data type, in the order of its schema: those of the base type first. Each type
 * is looked at once.
 */
final class DataShape {
  private static final String PACKAGE = DynamicData.class.getPackageName();

  private static final ClassValue<DataShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected DataShape computeValue(Class<?> type) {
          return new DataShape(type);
        }
      };

  private final Class<?> type;
  private final Map<String, Member> members = new LinkedHashMap<>();

  private DataShape(Class<?> type) {
    this.type = type;
    addMembers(type);
    NewerTypes.Members order = type.getAnnotation(NewerTypes.Members.class);
    if (order != null) {
      for (String element : order.value()) {
        members.put(element, requireNonNull(members.remove(element)));
      }
    }
  }

  static DataShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  Collection<Member> members() {
    return members.values();
  }

  /** The member of an element's name; null for one that is newer than the known types. */
  @Nullable Member member(String element) {
    return members.get(element);
  }

  Object newInstance() {
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("not a data type: " + type.getSimpleName(), e);
    }
  }

  private void addMembers(Class<?> level) {
    Class<?> base = level.getSuperclass();
    // Faults are exceptions too; what they have of Java's classes is not part of the API.
    if (base != null && base.getPackageName().equals(PACKAGE)) {
      addMembers(base);
    }
    for (Field field : level.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && !Modifier.isStatic(field.getModifiers())) {
        // Where the API's name is a word of Java, yavijava puts an underscore before it.
        String name = field.getName();
        String element = name.startsWith("_") ? name.substring(1) : name;
        members.put(element, new Member(element, field));
      }
    }
  }

  /** One element of a data type and the field that holds it. */
  record Member(String element, Field field) {
    Class<?> type() {
      return field.getType();
    }

    @Nullable Object get(Object owner) {
      try {
        return field.get(owner);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("the field is public: " + field, e);
      }
    }

    void set(Object owner, Object value) {
      try {
        field.set(owner, value);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("the field is public: " + field, e);
      }
    }
  }
}
