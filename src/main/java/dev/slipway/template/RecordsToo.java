package dev.slipway.template;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.apache.velocity.util.introspection.Info;
import org.apache.velocity.util.introspection.VelPropertyGet;
import org.jspecify.annotations.Nullable;

/** Lets the program's own templates read the components of records as well. */
public final class RecordsToo extends ValuesOnly {
  @Override
  public @Nullable VelPropertyGet getPropertyGet(Object of, String name, Info where) {
    if (!(of instanceof Record)) {
      return super.getPropertyGet(of, name, where);
    }
    for (RecordComponent component : of.getClass().getRecordComponents()) {
      if (component.getName().equals(name)) {
        component.getAccessor().setAccessible(true);
        return new Component(component.getAccessor());
      }
    }
    return null;
  }

  private record Component(Method accessor) implements VelPropertyGet {
    @Override
    public Object invoke(Object of) throws IllegalAccessException, InvocationTargetException {
      return accessor.invoke(of);
    }

    @Override
    public boolean isCacheable() {
      return true;
    }

    @Override
    public String getMethodName() {
      return accessor.getName();
    }
  }
}
