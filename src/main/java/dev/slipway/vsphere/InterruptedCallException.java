package dev.slipway.vsphere;

import java.rmi.RemoteException;

/**
 * Carries an interrupt through the stubs, which throw nothing but remote exceptions. The thread's
 * interrupt status is set again.
 */
final class InterruptedCallException extends RemoteException {
  private static final long serialVersionUID = 1L;

  InterruptedCallException(InterruptedException cause) {
    super("interrupted", cause);
  }

  /** What it carried, with the status cleared as is usual beside it. */
  InterruptedException unwrap() {
    Thread.interrupted();
    return new InterruptedException("while vCenter was waited for");
  }
}
