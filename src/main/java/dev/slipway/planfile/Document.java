package dev.slipway.planfile;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.diag.Category;
import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Sha256;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What all files of Slipway's own have in common: a format version, the time of their making, and a
 * checksum over all the rest, so that a slip of an editor is noticed.
 */
final class Document {
  static final String FORMAT_VERSION = "format_version";

  private static final String MAJOR = "1";
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.\\d+");
  private static final String CREATED = "created";
  private static final String CHECKSUM = "checksum";

  private final JsonMapper mapper;
  private final JsonMapper canonical;

  Document(Path workingDirectory) {
    mapper = Codec.mapper(workingDirectory);
    canonical = mapper.rebuild().configure(JsonNodeFeature.WRITE_PROPERTIES_SORTED, true).build();
  }

  /** A document that has its first members. */
  ObjectNode begin(Object created, String slipwayVersion) {
    ObjectNode root = mapper.createObjectNode();
    root.put(FORMAT_VERSION, MAJOR + ".0");
    root.put("slipway_version", slipwayVersion);
    root.set(CREATED, tree(created));
    return root;
  }

  JsonNode tree(Object value) {
    return mapper.valueToTree(value);
  }

  /**
   * SHA-256 over the value in a form that has one spelling only: members sorted, no white space.
   */
  String fingerprint(JsonNode value) {
    try {
      return Sha256.of(canonical.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The document as text, with its checksum. */
  String seal(ObjectNode root) {
    root.put(CHECKSUM, checksum(root));
    try {
      return mapper.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String checksum(ObjectNode root) {
    ObjectNode rest = root.deepCopy();
    rest.remove(CREATED);
    rest.remove(CHECKSUM);
    return fingerprint(rest);
  }

  /** A document taken apart: its members, and what a record type sees in them. */
  record Opened<T>(ObjectNode root, T content) {}

  /**
   * Takes a document apart.
   *
   * @param file as the user named it
   * @param what such as "saved plan"
   * @throws DiagnosedException when it is none, is of another major version or was edited
   */
  <T> Opened<T> open(String file, String text, String what, Class<T> type) {
    try {
      if (!(mapper.readTree(text) instanceof ObjectNode root)) {
        throw malformed(what, "It is not a JSON object.", SourceRange.startOf(file));
      }
      checkVersion(root.path(FORMAT_VERSION).asText(), file, what);
      Opened<T> opened = new Opened<>(root, mapper.readValue(text, type));
      if (!checksum(root).equals(root.path(CHECKSUM).asText())) {
        throw new DiagnosedException(
            altered(file, "the " + what + " was altered")
                .because("Its checksum is not that of its content, so somebody edited it."));
      }
      return opened;
    } catch (JsonProcessingException e) {
      throw malformed(what, reason(e), range(file, e.getLocation()));
    }
  }

  /** A conflict of which the whole file is the cause. */
  static Diagnostic altered(String file, String summary) {
    return Diagnostic.error(Category.CONFLICT, "plan/altered", summary)
        .advise("Make it anew, with the Slipway that will use it.")
        .at(SourceRange.startOf(file));
  }

  private static void checkVersion(String version, String file, String what) {
    var matcher = VERSION.matcher(version);
    if (!matcher.matches() || !matcher.group(1).equals(MAJOR)) {
      throw new DiagnosedException(
          Diagnostic.error("plan/unknown-format", "the format of the " + what + " is not known")
              .because(
                  "Its %s is \"%s\"; this Slipway reads %s.x."
                      .formatted(FORMAT_VERSION, version, MAJOR))
              .advise("Make it anew, or use the Slipway that made it.")
              .at(SourceRange.startOf(file)));
    }
  }

  private static String reason(JsonProcessingException problem) {
    return switch (problem) {
      case JsonEOFException end -> "It ends too early, as if it had been cut off.";
      case InvalidTypeIdException unknown ->
          unknown.getTypeId() == null
              ? "%s has no kind.".formatted(path(unknown))
              : "%s is of the kind \"%s\", which this Slipway does not know."
                  .formatted(path(unknown), unknown.getTypeId());
      case JsonMappingException mapping ->
          "%s is missing, or is not what it should be.".formatted(path(mapping));
      default -> "It is not valid JSON from here on.";
    };
  }

  private static String path(JsonMappingException problem) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : problem.getPath()) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.isEmpty() ? "The file" : path.toString();
  }

  private static DiagnosedException malformed(String what, String reason, SourceRange range) {
    return new DiagnosedException(
        Diagnostic.error("plan/malformed", "this is no whole " + what)
            .because(reason)
            .advise("Make it anew: `slipway plan -o` saves plans, `slipway snapshot` snapshots.")
            .at(range));
  }

  private static SourceRange range(String file, @Nullable JsonLocation at) {
    if (at == null || at.getLineNr() < 1) {
      return SourceRange.startOf(file);
    }
    int column = Math.max(1, at.getColumnNr());
    return new SourceRange(file, at.getLineNr(), column, at.getLineNr(), column, "");
  }
}
