package dev.slipway.appliance;

import dev.slipway.diag.Located;
import dev.slipway.diag.SourceRange;
import dev.slipway.model.Escape;
import dev.slipway.model.StatusSpec;
import dev.slipway.model.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One product as data.
 *
 * @param folder where it was read from
 * @param sshUser the user that sequences log in as, unless the inventory file names another
 * @param addressTimeout how long a node may take from power-on until it reports its address
 * @param settings by name
 * @param roles by name, in the order in which nodes of them are brought up
 * @param properties OVF properties of every role: key template to value template, both with {@code
 *     ${…}} references
 * @param monitoring what is known of VM Monitoring by vSphere HA
 * @param documents OVF properties whose values are documents, of every role
 * @param sequences in the order in which they run
 * @param operations sequences that run only when they are asked for
 * @param status what tells how a cluster of it fares
 */
public record ApplianceDefinition(
    Path folder,
    String name,
    String title,
    String sshUser,
    Duration addressTimeout,
    Map<String, Setting> settings,
    Map<String, Role> roles,
    Map<String, Located<String>> properties,
    Monitoring monitoring,
    List<Document> documents,
    List<ConditionalSequence> sequences,
    List<ConditionalSequence> operations,
    StatusSpec status) {
  public ApplianceDefinition {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    documents = List.copyOf(documents);
    sequences = List.copyOf(sequences);
    operations = List.copyOf(operations);
  }

  /** The same with other defaults, which make a setting optional; may hold references. */
  public ApplianceDefinition withDefaults(Map<String, Located<String>> defaults) {
    Map<String, Setting> changed = new LinkedHashMap<>(settings);
    defaults.forEach((setting, value) ->
        changed.computeIfPresent(setting, (key, known) -> known.withDefault(value.value())));
    return new ApplianceDefinition(
        folder,
        name,
        title,
        sshUser,
        addressTimeout,
        changed,
        roles,
        properties,
        monitoring,
        documents,
        sequences,
        operations,
        status);
  }

  public Optional<Role> role(String roleName) {
    return Optional.ofNullable(roles.get(roleName));
  }

  /**
   * A property whose value is rendered from a template.
   *
   * @param property its key; {@code -0}, {@code -1} and so on are added for parts of a long
   *     document
   * @param file name of the template, for messages
   * @param escape how values are written in the document
   * @param longest characters of a part
   */
  public record Document(
      String property,
      String file,
      String template,
      Escape escape,
      int longest,
      SourceRange range) {}

  /**
   * Something a blueprint may or must say.
   *
   * @param values the allowed ones; empty when any of the type will do
   * @param defaultValue may hold {@code ${…}} references; null when there is none
   * @param unverified why the default is a belief rather than a fact; null when it is a fact
   */
  public record Setting(
      String name,
      Type type,
      boolean required,
      List<String> values,
      @Nullable String defaultValue,
      String description,
      @Nullable String unverified) {
    public Setting {
      values = List.copyOf(values);
    }

    Setting withDefault(String value) {
      return new Setting(name, type, false, values, value, description, null);
    }

    /** What a setting may hold. A {@code SECRET} must be a {@code ${secret:…}} reference. */
    public enum Type {
      STRING,
      INTEGER,
      BOOLEAN,
      SECRET
    }
  }

  /**
   * A kind of node.
   *
   * @param properties what this role sets besides the common properties; same form
   * @param cloneOf the role whose first node these are cloned from when it is set up; null for none
   * @param conditions when nodes of this role are supported: all must hold
   */
  public record Role(
      String name,
      int minimum,
      int maximum,
      Map<String, Located<String>> properties,
      List<Condition> conditions,
      @Nullable Located<String> cloneOf,
      SourceRange range) {
    public Role {
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * Restarting nodes that hang, by vSphere HA.
   *
   * @param startUpAllowance how long services need after a restart; null when it is not known
   * @param conditions when it is supported: all must hold
   */
  public record Monitoring(@Nullable Duration startUpAllowance, List<Condition> conditions) {
    static final Monitoring ANY = new Monitoring(null, List.of());

    public Monitoring {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * A supported combination.
   *
   * @param oneOf the values of the setting with which something is supported
   * @param when with which settings this is asked at all; null for always
   * @param reason told to the user otherwise, with its source
   */
  public record Condition(String setting, List<String> oneOf, @Nullable When when, String reason) {
    public Condition {
      oneOf = List.copyOf(oneOf);
    }

    /** The value that does not go with it; empty when it holds, is not asked, or none is known. */
    Optional<String> brokenBy(Map<String, Value> settings) {
      return settings.get(setting) instanceof Value.Plain(String text)
              && !oneOf.contains(text)
              && (when == null || when.holds(settings))
          ? Optional.of(text)
          : Optional.empty();
    }
  }
}
