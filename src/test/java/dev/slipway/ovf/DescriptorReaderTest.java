package dev.slipway.ovf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.diag.DiagnosedException;
import dev.slipway.diag.Diagnostic;
import dev.slipway.diag.Diagnostics;
import dev.slipway.ovf.OvfDescriptor.DeploymentOption;
import dev.slipway.ovf.OvfDescriptor.Disk;
import dev.slipway.ovf.OvfDescriptor.Network;
import dev.slipway.ovf.OvfDescriptor.VirtualSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorReaderTest {
  @TempDir Path folder;
  private final Diagnostics diagnostics = new Diagnostics();
  private final Diagnostics refusals = new Diagnostics();

  @Test
  void readsPropertiesOfAllProductSections() throws IOException {
    OvfDescriptor descriptor =
        read(
            Descriptors.withSystemSections(
                """
                <ProductSection>
                <Info>Plain</Info>
                <Property ovf:key="hostname" ovf:type="string" ovf:userConfigurable="true"
                    ovf:qualifiers="MinLen(1),MaxLen(25)" ovf:value="venice">
                <Label>Host name</Label>
                <Description>Its name</Description>
                </Property>
                <Property ovf:key="hidden" ovf:type="boolean"/>
                </ProductSection>
                <ProductSection ovf:class="vami" ovf:instance="Appliance">
                <Info>Keyed</Info>
                <Property ovf:key="ip0" ovf:type="string" ovf:userConfigurable="1" vmw:qualifiers="Ip">
                <Value ovf:configuration="large" ovf:value="10.0.0.2"/>
                <Value ovf:value="10.0.0.1"/>
                </Property>
                <Property ovf:key="secret" ovf:type="string" ovf:password="true"/>
                </ProductSection>
                <ProductSection ovf:class="" ovf:instance="two">
                <Property ovf:key="empty" ovf:value=""/>
                </ProductSection>
                """));
    assertThat(descriptor.properties())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new OvfProperty(
                "hostname",
                "string",
                List.of("MinLen(1)", "MaxLen(25)"),
                "venice",
                true,
                false,
                "Host name",
                "Its name"),
            new OvfProperty("hidden", "boolean", List.of(), null, false, false, "", ""),
            new OvfProperty(
                "vami.ip0.Appliance",
                "string",
                List.of("Ip"),
                "10.0.0.1",
                true,
                false,
                "",
                "",
                "vami",
                "Appliance"),
            new OvfProperty(
                "vami.secret.Appliance",
                "string",
                List.of(),
                null,
                false,
                true,
                "",
                "",
                "vami",
                "Appliance"),
            new OvfProperty("empty.two", "string", List.of(), "", false, false, "", "", "", "two"));
    assertThat(descriptor.properties())
        .extracting(OvfProperty::id)
        .containsExactly("hostname", "hidden", "ip0", "secret", "empty");
    assertThat(descriptor.property("vami.ip0.Appliance")).isPresent();
    assertThat(descriptor.property("ip0")).isEmpty();
  }

  @Test
  void readsPropertiesOfTheEnvelopeToo() throws IOException {
    OvfDescriptor descriptor =
        read(
            Descriptors.envelope(
                "<ProductSection><Property ovf:key=\"a\"/></ProductSection>",
                "<VirtualSystem ovf:id=\"vm\">",
                "<ProductSection><Property ovf:key=\"b\"/></ProductSection></VirtualSystem>"));
    assertThat(descriptor.properties()).extracting(OvfProperty::key).containsExactly("a", "b");
  }

  @Test
  void aPropertyThatIsDeclaredTwiceIsAWarning() throws IOException {
    OvfDescriptor descriptor =
        read(
            Descriptors.withSystemSections(
                """
                <ProductSection>
                <Property ovf:key="a" ovf:value="1"/><Property ovf:key="a" ovf:value="2"/>
                </ProductSection>
                """));
    assertThat(descriptor.property("a").orElseThrow().defaultValue()).isEqualTo("1");
    assertThat(diagnostics.all())
        .extracting(Diagnostic::code)
        .containsExactly("ovf/duplicate-property");
  }

  @Test
  void readsDisksNetworksAndEulas() throws IOException {
    OvfDescriptor descriptor =
        read(
            Descriptors.envelope(
                """
                <References><File ovf:href="disk1.vmdk" ovf:id="file1" ovf:size="5"/></References>
                <DiskSection><Info/>
                <Disk ovf:diskId="one" ovf:capacity="30" ovf:capacityAllocationUnits="byte * 2^20"
                    ovf:fileRef="file1"/>
                <Disk ovf:diskId="two" ovf:capacity="4096"/>
                <Disk ovf:diskId="three" ovf:capacity="${data.size}"
                    ovf:capacityAllocationUnits="byte * 2^30"/>
                </DiskSection>
                <NetworkSection>
                <Network ovf:name="VM Network"><Description>The network</Description></Network>
                <Network ovf:name="Backend"/>
                </NetworkSection>
                """,
                """
                <VirtualSystem ovf:id="vm"><EulaSection><Info/><License> Be good. </License></EulaSection>
                <EulaSection><License>Be &lt;nice&gt;<![CDATA[ & kind]]>.</License></EulaSection>
                <ProductSection ovf:class="data"><Property ovf:key="size" ovf:value="2"/></ProductSection>
                </VirtualSystem>
                """));
    assertThat(diagnostics.all()).isEmpty();
    assertThat(descriptor.systemName()).isEqualTo("vm");
    assertThat(descriptor.files())
        .containsExactly(new OvfDescriptor.File("file1", "disk1.vmdk", 5L, null, ""));
    assertThat(descriptor.disks())
        .containsExactly(
            new Disk("one", 30L << 20, "file1"),
            new Disk("two", 4096, null),
            new Disk("three", 2L << 30, null));
    assertThat(descriptor.networks())
        .containsExactly(new Network("VM Network", "The network"), new Network("Backend", ""));
    assertThat(descriptor.eulas()).containsExactly("Be good.", "Be <nice> & kind.");
  }

  @ParameterizedTest
  @CsvSource({"'', true, false", "ovf:default=\"true\", false, true"})
  void theDefaultDeploymentOptionIsTheMarkedOneElseTheFirst(
      String mark, boolean first, boolean second) throws IOException {
    OvfDescriptor descriptor =
        read(
            Descriptors.envelope(
                """
                <DeploymentOptionSection><Info/>
                <Configuration ovf:id="small"><Label>Small</Label></Configuration>
                <Configuration ovf:id="large" %s><Label>Large</Label></Configuration>
                </DeploymentOptionSection>
                <VirtualSystem ovf:id="vm"/>
                """
                    .formatted(mark)));
    assertThat(descriptor.deploymentOptions())
        .containsExactly(
            new DeploymentOption("small", "Small", first),
            new DeploymentOption("large", "Large", second));
  }

  @Test
  void textsMayStandInStringSections() throws IOException {
    OvfDescriptor descriptor =
        read(
            Descriptors.envelope(
                """
                <NetworkSection>
                <Network ovf:name="a"><Description ovf:msgid="net"/></Network>
                <Network ovf:name="b"><Description ovf:msgid="net">In place</Description></Network>
                <Network ovf:name="c"><Description ovf:msgid="none"/></Network>
                <Network ovf:name="d"><Description ovf:msgid="german"/></Network>
                </NetworkSection>
                <VirtualSystem ovf:id="vm"/>
                <Strings xml:lang="de-DE">
                <Msg ovf:msgid="net">Netz</Msg><Msg ovf:msgid="german">Deutsch</Msg>
                </Strings>
                <Strings xml:lang="en-US"><Msg ovf:msgid="net">Network</Msg></Strings>
                """));
    assertThat(descriptor.networks())
        .extracting(Network::description)
        .containsExactly("Network", "In place", "", "Deutsch");
  }

  @Test
  void attributesWithoutNamespaceAreReadToo() throws IOException {
    OvfDescriptor descriptor =
        read(
            Descriptors.envelope(
                "<NetworkSection><Network name=\"a\"/></NetworkSection><VirtualSystem id=\"vm\"/>"));
    assertThat(descriptor.networks()).containsExactly(new Network("a", ""));
    assertThat(descriptor.systemName()).isEqualTo("vm");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<Disk ovf:diskId='d'/> | It has no ovf:capacity.",
        "<Disk ovf:capacity='1'/> | It has no ovf:diskId.",
        "<Disk ovf:diskId='d' ovf:capacity='x'/> | Its capacity is \"x\" of \"byte\", which is no size.",
        "<Disk ovf:diskId='d' ovf:capacity='1' ovf:fileRef='f'/> | No File has the id \"f\" that it refers to.",
      })
  void malformedDisksAreReported(String disk, String reason) throws IOException {
    read(
        Descriptors.envelope(
            "<DiskSection>\n  " + disk + "\n</DiskSection><VirtualSystem ovf:id=\"vm\"/>"));
    Diagnostic problem = diagnostics.all().getFirst();
    assertThat(diagnostics.all()).hasSize(1);
    assertThat(problem.code()).isEqualTo("ovf/malformed-descriptor");
    assertThat(problem.summary()).isEqualTo("element Disk of the descriptor is malformed");
    assertThat(problem.detail()).isEqualTo(reason);
    assertThat(Objects.requireNonNull(problem.range()).location()).isEqualTo("node.ovf:6:3");
    assertThat(problem.range().text()).isEqualTo("  " + disk);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<Envelope xmlns='http://www.vmware.com/schema/ovf/1/envelope'/> | OVF 0.9",
        "<Envelope xmlns='http://schemas.dmtf.org/ovf/envelope/3'/> | ovf/envelope/3",
        "<Envelope/> | Its root element is Envelope",
        "<html/> | Its root element is html",
      })
  void otherVersionsAreRefused(String xml, String detail) {
    Diagnostic problem = refused(xml);
    assertThat(problem.code()).isEqualTo("ovf/unsupported");
    assertThat(problem.detail()).contains(detail);
  }

  @Test
  void aCollectionIsRefusedWithItsSystems() throws IOException {
    OvfDescriptor descriptor =
        read(
            Descriptors.envelope(
                """
                <VirtualSystemCollection ovf:id="vapp">
                <VirtualSystem ovf:id="web"/>
                <VirtualSystem ovf:id="db"><Name>Database</Name></VirtualSystem>
                <VirtualSystemCollection ovf:id="inner"><VirtualSystem ovf:id="log"/></VirtualSystemCollection>
                </VirtualSystemCollection>
                """));
    assertThat(descriptor.systems())
        .extracting(VirtualSystem::name)
        .containsExactly("web", "Database", "log");
    assertThat(diagnostics.all()).isEmpty();
    Diagnostic problem = refusals.all().getFirst();
    assertThat(problem.code()).isEqualTo("ovf/unsupported");
    assertThat(problem.detail()).endsWith("this one describes 3: web, Database, log.");
  }

  @Test
  void aDescriptorWithoutSystemIsReported() throws IOException {
    read(Descriptors.envelope());
    assertThat(diagnostics.all()).extracting(Diagnostic::code).containsExactly("ovf/no-system");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<a>\\n  <b>\\n</a> | 3:3",
        "'' | 1:1",
        "<a>&undeclared;</a> | 1:16",
        "<a x='1' x='2'/> | 1:17",
        "<a/>\\n<b/> | 2:2",
        "<p:a/> | 1:7",
      })
  void malformedXmlIsReportedWithItsPlace(String xml, String place) {
    Diagnostic problem = refused(xml.replace("\\n", "\n"));
    assertThat(problem.code()).isEqualTo("ovf/malformed-xml");
    assertThat(Objects.requireNonNull(problem.range()).location()).isEqualTo("node.ovf:" + place);
    assertThat(problem.detail()).isNotEmpty().doesNotContain("row,col");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE Envelope><Envelope/>",
        "<!DOCTYPE Envelope SYSTEM \"http://127.0.0.1:1/evil.dtd\"><Envelope/>",
        "<!DOCTYPE e [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><e>&x;</e>",
        "<!DOCTYPE e [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><e>&b;</e>",
        "<!DOCTYPE e [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\"> %p;]><e/>",
      })
  void aDoctypeIsRefused(String xml) {
    assertThat(refused(xml).code()).isEqualTo("ovf/doctype");
  }

  @Test
  void tooManyElementsAreRefused() {
    assertThat(refused("<a>" + "<b/>".repeat(200_001) + "</a>").code()).isEqualTo("ovf/too-large");
  }

  private OvfDescriptor read(String xml) throws IOException {
    Files.writeString(folder.resolve("disk1.vmdk"), "bytes");
    return DescriptorReader.read(
        new SourceText("node.ovf", xml),
        new FolderFiles(folder.resolve("node.ovf")),
        diagnostics,
        refusals);
  }

  private Diagnostic refused(String xml) {
    return catchThrowableOfType(DiagnosedException.class, () -> read(xml)).diagnostics().getFirst();
  }
}
