package dev.slipway.vsphere;

import com.vmware.vim25.DynamicData;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the generated types by the names that the vSphere API gives them. */
final class VimTypes {
  private static final String PACKAGE = DynamicData.class.getPackageName() + ".";
  private static final String ARRAY_PREFIX = "ArrayOf";
  private static final String ARRAY_SUFFIX = "[]";

  private VimTypes() {}

  /** The type, in its newer shape where it has one; null for one that is not known at all. */
  static @Nullable Class<?> find(String name) {
    Class<?> newer = NewerTypes.find(name);
    if (newer != null) {
      return newer;
    }
    if (!name.chars().allMatch(Character::isJavaIdentifierPart)) {
      return null;
    }
    try {
      return Class.forName(PACKAGE + name, false, VimTypes.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return null;
    }
  }

  /** The newer shape of a generated type, or the type itself. */
  static Class<?> newest(Class<?> type) {
    Class<?> newer = NewerTypes.find(type.getSimpleName());
    return newer != null && type.isAssignableFrom(newer) ? newer : type;
  }

  /**
   * The type that a stub states for an argument or a result, such as {@code String}, {@code int} or
   * {@code ObjectContent[]}.
   */
  static @Nullable Class<?> stated(String name) {
    if (name.endsWith(ARRAY_SUFFIX)) {
      Class<?> element = stated(name.substring(0, name.length() - ARRAY_SUFFIX.length()));
      return element == null ? null : element.arrayType();
    }
    return switch (name) {
      case "String", "Sring" -> String.class; // one stub of yavijava 6.0.05 has the second
      case "boolean" -> boolean.class;
      case "byte" -> byte.class;
      case "short" -> short.class;
      case "int" -> int.class;
      case "long" -> long.class;
      case "float" -> float.class;
      case "double" -> double.class;
      case "Calendar" -> java.util.Calendar.class;
      case "Object" -> Object.class;
      default -> find(name);
    };
  }

  /**
   * The type of the elements of the API's wrapper for arrays, such as {@code ArrayOfInt}; empty
   * when the name is not one. Types that are not known count as {@code Object}.
   */
  static Optional<Class<?>> elementOfWrapper(String name) {
    if (!name.startsWith(ARRAY_PREFIX)) {
      return Optional.empty();
    }
    String element = name.substring(ARRAY_PREFIX.length());
    return Optional.of(
        switch (element) {
          case "String", "AnyURI" -> String.class;
          case "Boolean" -> boolean.class;
          case "Byte" -> byte.class;
          case "Short" -> short.class;
          case "Int" -> int.class;
          case "Long" -> long.class;
          case "Float" -> float.class;
          case "Double" -> double.class;
          case "DateTime" -> java.util.Calendar.class;
          default -> {
            Class<?> found = find(element);
            yield found == null ? Object.class : found;
          }
        });
  }

  /** The name of the API's wrapper for arrays of the elements. */
  static String wrapperOf(Class<?> element) {
    String name = element == Object.class ? "AnyType" : element.getSimpleName();
    return ARRAY_PREFIX + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** The name of the elements inside the API's wrapper for arrays. */
  static String elementOf(Class<?> element) {
    boolean vim = element.getName().startsWith(PACKAGE);
    String name = element == Object.class ? "anyType" : element.getSimpleName();
    return vim ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
