package dev.slipway.ovf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class HiddenPropertiesTest {
  private static final String DESCRIPTOR =
      """
      <?xml version="1.0"?>
      <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">
        <VirtualSystem ovf:id="a"><!-- userConfigurable="false" -->
          <ProductSection ovf:class="net" ovf:instance="1">
            <Property ovf:key="ip" ovf:type="string" ovf:userConfigurable='false'/>
            <Property ovf:key="open" ovf:type="string" ovf:userConfigurable="true"/>
          </ProductSection>
          <ProductSection>
            <Property ovf:key="ip" ovf:type="string"/>
          </ProductSection>
        </VirtualSystem>
      </Envelope>
      """;

  @Test
  void nothingIsChangedWithoutKeys() {
    assertThat(HiddenProperties.open(DESCRIPTOR, Set.of())).isEqualTo(DESCRIPTOR);
  }

  @Test
  void onlyTheNamedPropertyIsOpened() {
    assertThat(HiddenProperties.open(DESCRIPTOR, Set.of("net.ip.1")))
        .isEqualTo(
            DESCRIPTOR.replace("ovf:userConfigurable='false'", "ovf:userConfigurable=\"true\""));
  }

  @Test
  void aPropertyThatSaysNothingIsHiddenAndCanBeOpened() {
    assertThat(HiddenProperties.open(DESCRIPTOR, Set.of("ip")))
        .isEqualTo(
            DESCRIPTOR.replace(
                "<Property ovf:key=\"ip\" ovf:type=\"string\"/>",
                "<Property ovf:userConfigurable=\"true\" ovf:key=\"ip\" ovf:type=\"string\"/>"));
  }
}
