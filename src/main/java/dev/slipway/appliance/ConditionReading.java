package dev.slipway.appliance;

import dev.slipway.appliance.ApplianceDefinition.Condition;
import dev.slipway.appliance.ApplianceDefinition.Setting;
import dev.slipway.diag.Located;
import dev.slipway.yaml.MappingReader;
import java.util.ArrayList;
import java.util.List;

/** Reads with which values of settings something is supported. */
final class ConditionReading {
  private final WhenReading whens;

  ConditionReading(WhenReading whens) {
    this.whens = whens;
  }

  /** The list {@code conditions} of a mapping. */
  List<Condition> read(MappingReader owner) {
    List<Condition> conditions = new ArrayList<>();
    for (MappingReader reader : owner.mappings("conditions")) {
      Setting setting = whens.setting(reader);
      List<String> supported = whens.values(reader, setting);
      When when = whens.read(reader);
      Located<String> reason = reader.requireString("reason");
      reader.rejectUnknownKeys();
      if (setting != null && reason != null) {
        conditions.add(new Condition(setting.name(), supported, when, reason.value()));
      }
    }
    return conditions;
  }
}
