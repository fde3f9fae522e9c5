package dev.slipway.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks the suite that says what every adapter of a port does. When all tests of the suite have
 * passed on an adapter and none of them called one of the port's methods with success, the class
 * fails. Calls are seen on what {@link PortCalls#seenOn} gives, which a method before each test can
 * ask for as a parameter.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(PortCalls.class)
public @interface ContractOf {
  Class<?> value();
}
