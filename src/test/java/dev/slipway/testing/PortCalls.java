package dev.slipway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The methods of a port that the tests of its {@linkplain ContractOf contract} called. What is
 * called before and after a test does not count, nor do the tests that an adapter has of its own,
 * nor calls that throw.
 */
public final class PortCalls
    implements BeforeTestExecutionCallback,
        AfterTestExecutionCallback,
        AfterAllCallback,
        ParameterResolver {
  private final Set<String> called = ConcurrentHashMap.newKeySet();
  private final Set<Method> passed = ConcurrentHashMap.newKeySet();
  private volatile boolean counting;

  /** The adapter, its calls noted. */
  public <P> P seenOn(Class<P> port, P adapter) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              boolean counts = counting;
              try {
                Object result = method.invoke(adapter, arguments);
                if (counts) {
                  called.add(signature(method));
                }
                return result;
              } catch (InvocationTargetException e) {
                throw Objects.requireNonNullElse(e.getCause(), e);
              }
            }));
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    counting = suite(context).equals(context.getRequiredTestMethod().getDeclaringClass());
  }

  @Override
  public void afterTestExecution(ExtensionContext context) {
    counting = false;
    if (context.getExecutionException().isEmpty()) {
      passed.add(context.getRequiredTestMethod());
    }
  }

  /** Says nothing about a run of some of the tests, or one that has failed anyway. */
  @Override
  public void afterAll(ExtensionContext context) {
    Class<?> suite = suite(context);
    Set<Method> tests =
        Arrays.stream(suite.getDeclaredMethods())
            .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
            .filter(method -> !AnnotationSupport.isAnnotated(method, Disabled.class))
            .collect(Collectors.toSet());
    if (passed.containsAll(tests)) {
      Class<?> port = suite.getAnnotation(ContractOf.class).value();
      Set<String> untested =
          Arrays.stream(port.getMethods())
              .filter(method -> !Modifier.isStatic(method.getModifiers()))
              .map(PortCalls::signature)
              .collect(Collectors.toCollection(TreeSet::new));
      untested.removeAll(called);
      assertThat(untested)
          .as("methods of %s that no test of %s calls", port.getSimpleName(), suite.getSimpleName())
          .isEmpty();
    }
  }

  private static Class<?> suite(ExtensionContext context) {
    Class<?> type = context.getRequiredTestClass();
    while (type.getDeclaredAnnotation(ContractOf.class) == null) {
      type = Objects.requireNonNull(type.getSuperclass());
    }
    return type;
  }

  private static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(PortCalls.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return this;
  }
}
