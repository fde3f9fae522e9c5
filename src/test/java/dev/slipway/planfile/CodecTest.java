package dev.slipway.planfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.model.ClusterRule;
import dev.slipway.model.Desired;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Lookup;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedSequence;
import dev.slipway.model.RuleType;
import dev.slipway.model.Value;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
  private static final Path HERE = Path.of("/home/somebody/project");
  private final JsonMapper mapper = Codec.mapper(HERE);

  @Test
  void whateverTheModelHoldsComesBackEqual() throws JsonProcessingException {
    Set<Class<?>> seen = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      AnyValue any = new AnyValue(seed, HERE);
      DesiredState desired = any.of(DesiredState.class);
      Observed observed = any.of(Observed.class);

      assertThat(mapper.readValue(mapper.writeValueAsString(desired), DesiredState.class))
          .as("seed " + seed)
          .isEqualTo(desired);
      assertThat(mapper.readValue(mapper.writeValueAsString(observed), Observed.class))
          .as("seed " + seed)
          .isEqualTo(observed);
      seen.addAll(any.seen());
    }
    assertThat(seen)
        .containsAll(
            Stream.of(Desired.class, Value.class, Lookup.class, ObservedSequence.class)
                .<Class<?>>flatMap(family -> Stream.of(family.getPermittedSubclasses()))
                .toList());
  }

  @Test
  void anAmbiguousNameIsOfSeveralThings() throws JsonProcessingException {
    TypeReference<Lookup<String>> lookup = new TypeReference<>() {};
    String several = "{\"kind\":\"ambiguous\",\"candidates\":[\"a/app\",\"b/app\"]}";

    assertThat(mapper.readValue(several, lookup))
        .isEqualTo(new Lookup.Ambiguous<>(List.of("a/app", "b/app")));
    assertThat(mapper.writerFor(lookup).writeValueAsString(mapper.readValue(several, lookup)))
        .isEqualTo(several);
    assertThatThrownBy(() -> mapper.readValue(several.replace(",\"b/app\"", ""), lookup))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void filesBelowTheWorkingDirectoryAreNamedFromThere() throws JsonProcessingException {
    assertThat(mapper.writeValueAsString(HERE.resolve("packages/a.ova")))
        .isEqualTo("\"packages/a.ova\"");
    assertThat(mapper.writeValueAsString(Path.of("/mnt/a.ova"))).isEqualTo("\"/mnt/a.ova\"");
  }

  @Test
  void unknownMembersAreIgnored() throws JsonProcessingException {
    assertThat(
            mapper.readValue(
                "{\"kind\":\"no-rule\",\"cluster\":\"mgmt-01\",\"rule\":\"r\",\"later\":{\"a\":[1]}}",
                Desired.class))
        .isEqualTo(new Desired.NoRuleSpec("mgmt-01", "r"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"later\",\"cluster\":\"mgmt-01\"}",
        "{\"cluster\":\"mgmt-01\"}",
        "{\"kind\":\"drs\"}",
        "{\"kind\":\"drs\",\"cluster\":null}",
        "{\"kind\":\"drs\",\"cluster\":{}}",
        "{\"kind\":\"rule\",\"cluster\":\"c\",\"rule\":null}",
        "{\"kind\":\"rule\",\"cluster\":\"c\",\"rule\":{\"name\":\"r\"}}",
        "{\"kind\":\"no-rule\",\"rule\":\"r\",\"cluster\":\"a\",\"cluster\":\"b\"}",
        "{\"kind\":\"no-rule\",\"rule\":\"r\",\"cluster\":\"a\"} more"
      })
  void whatTheModelDoesNotKnowIsRefused(String json) {
    assertThatThrownBy(() -> mapper.readValue(json, Desired.class))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void componentsThatMayBeNullMayBeMissing() throws JsonProcessingException {
    assertThat(
            mapper.readValue(
                "{\"name\":\"r\",\"type\":\"AFFINITY\",\"vms\":[],\"hosts\":[],"
                    + "\"depends_on\":[]}",
                ClusterRule.class))
        .isEqualTo(new ClusterRule("r", RuleType.AFFINITY, List.of(), List.of(), List.of(), null));
    assertThat(List.of(mapper.readValue("{\"kind\":\"member\"}", ObservedSequence.class)))
        .containsExactly(new ObservedSequence.Done());
  }
}
