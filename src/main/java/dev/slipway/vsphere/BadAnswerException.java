package dev.slipway.vsphere;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An answer that cannot be read as SOAP, or not to its end. */
final class BadAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  BadAnswerException(Kind kind, @Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** What the answer says about who gave it. */
  enum Kind {
    /** Something else than a vCenter answered. */
    NOT_SOAP,
    /** What is in front of vCenter answered that it does not run now. */
    NOT_READY,
    /** An envelope that is malformed, cut off or hostile. */
    BROKEN
  }
}
