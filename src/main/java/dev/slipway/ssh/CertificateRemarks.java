package dev.slipway.ssh;

import com.jcraft.jsch.Logger;

/** Keeps what JSch remarks about a user certificate, which it tells in no other way. */
final class CertificateRemarks implements Logger {
  private static final String NOT_VALID = "certificate is not valid. ";

  private volatile String told = "";

  /** That the certificate is not valid now, with its time; empty when nothing is the matter. */
  String told() {
    return told;
  }

  @Override
  public boolean isEnabled(int level) {
    return level == WARN;
  }

  @Override
  public void log(int level, String message) {
    if (message.startsWith(NOT_VALID)) {
      told = "Its certificate is not valid now: " + message.substring(NOT_VALID.length());
    }
  }
}
