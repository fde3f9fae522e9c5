package dev.slipway.vsphere;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The two ways in which vCenters spell the same REST calls. */
enum RestDialect {
  /** {@code /api}, since vSphere 7.0 Update 2. */
  API {
    @Override
    String session() {
      return "/api/session";
    }

    @Override
    String path(String service, @Nullable String id, @Nullable String action) {
      return "/api/"
          + service
          + (id == null ? "" : "/" + id)
          + (action == null ? "" : "?action=" + action);
    }

    @Override
    JsonNode result(JsonNode answer) {
      return answer;
    }
  },

  /** {@code /rest}, since vSphere 6.5 and deprecated, though still served by vSphere 8. */
  REST {
    @Override
    String session() {
      return "/rest/com/vmware/cis/session";
    }

    @Override
    String path(String service, @Nullable String id, @Nullable String action) {
      return "/rest/com/vmware/"
          + service
          + (id == null ? "" : "/id:" + id)
          + (action == null ? "" : "?~action=" + action);
    }

    @Override
    JsonNode result(JsonNode answer) {
      return answer.path("value");
    }
  };

  /** Where a session is made and ended. */
  abstract String session();

  /**
   * The path of a call.
   *
   * @param service such as {@code cis/tagging/tag}
   * @param id of an object of the service
   * @param action null for those that HTTP has a method for
   */
  abstract String path(String service, @Nullable String id, @Nullable String action);

  /** What an answer says, without its wrapping. */
  abstract JsonNode result(JsonNode answer);
}
