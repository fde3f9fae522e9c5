package dev.slipway.model;

/** What runs a script in a guest. */
public enum GuestShell {
  /** The POSIX shell {@code /bin/sh}. */
  SH(Escape.SHELL),
  /** Windows PowerShell. */
  POWERSHELL(Escape.POWERSHELL),
  /** The command interpreter of Windows. */
  CMD(Escape.CMD);

  private final Escape escape;

  GuestShell(Escape escape) {
    this.escape = escape;
  }

  /** How values are written as one word of its scripts. */
  public Escape escape() {
    return escape;
  }
}
