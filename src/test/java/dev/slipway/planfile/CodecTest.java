package dev.slipway.planfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.model.Desired;
import dev.slipway.model.DesiredState;
import dev.slipway.model.Lookup;
import dev.slipway.model.Observed;
import dev.slipway.model.ObservedMembership;
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
            Stream.of(Desired.class, Value.class, Lookup.class, ObservedMembership.class)
                .<Class<?>>flatMap(family -> Stream.of(family.getPermittedSubclasses()))
                .toList());
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
                "{\"kind\":\"drs\",\"cluster\":\"mgmt-01\",\"later\":{\"a\":[1]}}", Desired.class))
        .isEqualTo(new Desired.DrsSpec("mgmt-01"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kind\":\"later\",\"cluster\":\"mgmt-01\"}",
        "{\"cluster\":\"mgmt-01\"}",
        "{\"kind\":\"drs\"}",
        "{\"kind\":\"drs\",\"cluster\":null}",
        "{\"kind\":\"drs\",\"cluster\":{}}",
        "{\"kind\":\"anti-affinity\",\"cluster\":\"c\",\"rule\":\"r\",\"vms\":null,"
            + "\"mandatory\":true}",
        "{\"kind\":\"anti-affinity\",\"cluster\":\"c\",\"rule\":\"r\",\"vms\":[]}",
        "{\"kind\":\"drs\",\"cluster\":\"a\",\"cluster\":\"b\"}",
        "{\"kind\":\"drs\",\"cluster\":\"a\"} more"
      })
  void whatTheModelDoesNotKnowIsRefused(String json) {
    assertThatThrownBy(() -> mapper.readValue(json, Desired.class))
        .isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void componentsThatMayBeNullMayBeMissing() throws JsonProcessingException {
    assertThat(mapper.readValue("{\"kind\":\"ha\",\"cluster\":\"c\"}", Desired.class))
        .isEqualTo(new Desired.HaSpec("c", null, null, null, null));
    assertThat(List.of(mapper.readValue("{\"kind\":\"member\"}", ObservedMembership.class)))
        .containsExactly(new ObservedMembership.Member());
  }
}
