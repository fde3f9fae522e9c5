package dev.slipway.vsphere;

import java.rmi.RemoteException;

/**
 * A fault as the envelope tells it. Thrown itself when its type is not among the generated ones;
 * otherwise the {@code detail} of the typed fault, which has no message of its own.
 */
final class SoapFault extends RemoteException {
  private static final long serialVersionUID = 1L;

  private final String typeName;
  private final String faultString;

  /**
   * Creates a fault.
   *
   * @param typeName of the API, such as {@code InvalidLogin}; empty when the envelope names none
   */
  SoapFault(String typeName, String faultString) {
    super(typeName + ": " + faultString);
    this.typeName = typeName;
    this.faultString = faultString;
  }

  String typeName() {
    return typeName;
  }

  String faultString() {
    return faultString;
  }
}
