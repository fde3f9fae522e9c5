package dev.slipway.vsphere;

import com.vmware.vim25.LocalizedMethodFault;
import com.vmware.vim25.MethodFault;
import dev.slipway.port.PortException;
import java.util.Optional;

/** Looks into what vCenter answered. */
final class Faults {
  private Faults() {}

  /** The fault of the type that the exception was made from. */
  static <F extends MethodFault> Optional<F> in(PortException exception, Class<F> type) {
    for (Throwable cause = exception.getCause(); cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }

  /** What vCenter says of a fault, in its own words. */
  static String text(LocalizedMethodFault fault) {
    String message = fault.getLocalizedMessage();
    if (message != null && !message.isBlank()) {
      return message.strip();
    }
    return fault.getFault() == null
        ? "vCenter gave no reason."
        : fault.getFault().getClass().getSimpleName();
  }
}
