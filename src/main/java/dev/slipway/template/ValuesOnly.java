package dev.slipway.template;

import java.util.Set;
import org.apache.velocity.runtime.directive.ForeachScope;
import org.apache.velocity.util.introspection.Info;
import org.apache.velocity.util.introspection.SecureUberspector;
import org.apache.velocity.util.introspection.VelMethod;
import org.apache.velocity.util.introspection.VelPropertyGet;
import org.apache.velocity.util.introspection.VelPropertySet;
import org.jspecify.annotations.Nullable;

/** Lets templates read names, ask texts a few questions, and reach nothing else of Java. */
public class ValuesOnly extends SecureUberspector {
  private static final Set<String> OF_TEXT =
      Set.of(
          "contains",
          "endsWith",
          "equals",
          "equalsIgnoreCase",
          "isBlank",
          "isEmpty",
          "length",
          "replace",
          "split",
          "startsWith",
          "strip",
          "substring",
          "toLowerCase",
          "toUpperCase");

  @Override
  public @Nullable VelMethod getMethod(Object of, String method, Object[] arguments, Info where) {
    return of instanceof String && OF_TEXT.contains(method)
        ? super.getMethod(of, method, arguments, where)
        : null;
  }

  @Override
  public @Nullable VelPropertyGet getPropertyGet(Object of, String name, Info where) {
    return switch (of) {
      case Names names -> new Read(name);
      case ForeachScope scope -> super.getPropertyGet(of, name, where);
      default -> null;
    };
  }

  @Override
  public @Nullable VelPropertySet getPropertySet(Object of, String name, Object value, Info where) {
    return null;
  }

  private record Read(String name) implements VelPropertyGet {
    @Override
    public Object invoke(Object names) {
      return ((Names) names).get(name);
    }

    @Override
    public boolean isCacheable() {
      return false;
    }

    @Override
    public String getMethodName() {
      return name;
    }
  }
}
