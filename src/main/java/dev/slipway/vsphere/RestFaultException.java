package dev.slipway.vsphere;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A refusal of a REST service, as it words it. */
final class RestFaultException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;

  /**
   * Reads what came with the status.
   *
   * @param body as {@code /api} or {@code /rest} writes it; may be missing
   */
  RestFaultException(int status, JsonNode body) {
    super(words(status, body));
    this.status = status;
    this.type = type(body);
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** Such as {@code unauthorized} or {@code not_found}; empty when it says none. */
  String type() {
    return type;
  }

  private static String type(JsonNode body) {
    String type = body.path("error_type").asText(body.path("type").asText());
    return type.substring(type.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String words(int status, JsonNode body) {
    List<String> messages = new ArrayList<>();
    JsonNode told = body.has("messages") ? body : body.path("value");
    told.path("messages").forEach(each -> messages.add(each.path("default_message").asText()));
    String type = type(body);
    return "HTTP %d%s%s"
        .formatted(
            status,
            type.isEmpty() ? "" : " (" + type + ")",
            messages.isEmpty() ? "" : ": " + String.join(" ", messages));
  }
}
