package dev.slipway.vsphere;

import java.rmi.RemoteException;

/** A text with characters that XML cannot carry. Names the element, never the text. */
final class UnsendableTextException extends RemoteException {
  private static final long serialVersionUID = 1L;

  private final String element;

  UnsendableTextException(String element) {
    super("a control character in " + element);
    this.element = element;
  }

  String element() {
    return element;
  }
}
