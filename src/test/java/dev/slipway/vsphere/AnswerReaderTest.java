package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.vmware.vim25.DuplicateName;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectContent;
import com.vmware.vim25.PropertyChange;
import com.vmware.vim25.ServiceContent;
import com.vmware.vim25.TaskInfo;
import com.vmware.vim25.TaskInfoState;
import com.vmware.vim25.VirtualDevice;
import com.vmware.vim25.VirtualE1000;
import dev.slipway.vsphere.BadAnswerException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  private static final String ENVELOPE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
        xmlns:xsd="http://www.w3.org/2001/XMLSchema"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>%s</soapenv:Body>
      </soapenv:Envelope>
      """;

  @Test
  void passesOverWhatIsNewerThanTheGeneratedTypes() throws Exception {
    ServiceContent content =
        (ServiceContent)
            read(
                "ServiceContent",
                """
                <returnval>
                  <rootFolder type="Folder">group-d1</rootFolder>
                  <vStorageObjectManager type="V"><deep>x<er/></deep></vStorageObjectManager>
                  <about><name>VMware &amp; <![CDATA[<Server>]]></name></about>
                </returnval>
                """);

    assertThat(content.getRootFolder()).isEqualTo(reference("Folder", "group-d1"));
    assertThat(content.getAbout().getName()).isEqualTo("VMware & <Server>");
  }

  @Test
  void takesTheTypeOfAReferenceFromItsOwnAttribute() throws Exception {
    assertThat(
            property("<val xsi:type=\"ManagedObjectReference\" type=\"HostSystem\">host-1</val>"))
        .isEqualTo(reference("HostSystem", "host-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "xsd:string, ' a ', ' a '",
    "xsd:int, 7, 7",
    "xsd:long, -7, -7",
    "xsd:short, 7, 7",
    "xsd:byte, 7, 7",
    "xsd:boolean, 1, true",
    "xsd:boolean, false, false",
    "xsd:double, 1e3, 1000.0",
    "xsd:float, 1.5, 1.5",
    "xsd:anyURI, x:y, x:y",
    "ManagedEntityStatus, green, green"
  })
  void readsSimpleValues(String type, String text, String printed) throws Exception {
    assertThat(property("<val xsi:type=\"%s\">%s</val>".formatted(type, text)))
        .hasToString(printed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-21T10:00:00.123456789Z", "2026-11-21T12:00:00.123456789+02:00"})
  void readsTimes(String text) throws Exception {
    assertThat(property("<val xsi:type=\"xsd:dateTime\">" + text + "</val>"))
        .isInstanceOfSatisfying(
            Calendar.class,
            time ->
                assertThat(time.toInstant()).isEqualTo(Instant.parse("2026-11-21T10:00:00.123Z")));
  }

  @Test
  void readsWrappedArraysAsJavaArrays() throws Exception {
    assertThat(
            property("<val xsi:type=\"ArrayOfString\"><string>a</string><string>b</string></val>"))
        .isEqualTo(new String[] {"a", "b"});
    assertThat(property("<val xsi:type=\"ArrayOfInt\"><int>1</int><int>2</int></val>"))
        .isEqualTo(new int[] {1, 2});
    assertThat(property("<val xsi:type=\"ArrayOfByte\"><byte>1</byte><byte>-2</byte></val>"))
        .isEqualTo(new byte[] {1, -2});
    assertThat(property("<val xsi:type=\"ArrayOfManagedObjectReference\"/>"))
        .isEqualTo(new ManagedObjectReference[0]);
    assertThat(
            property(
                """
                <val xsi:type="ArrayOfVirtualDevice">
                  <VirtualDevice xsi:type="VirtualE1000"><key>4000</key></VirtualDevice>
                  <VirtualDevice xsi:type="VirtualNewer"><key>4001</key><x>1</x></VirtualDevice>
                </val>
                """))
        .isInstanceOfSatisfying(
            VirtualDevice[].class,
            devices -> {
              assertThat(devices[0]).isInstanceOf(VirtualE1000.class);
              assertThat(devices[1].getKey()).isEqualTo(4001);
            });
  }

  @Test
  void readsBytes() throws Exception {
    assertThat(property("<val xsi:type=\"xsd:base64Binary\">AQID</val>"))
        .isEqualTo(new byte[] {1, 2, 3});
  }

  @Test
  void leavesOutWhatItDoesNotKnow() throws Exception {
    assertThat(property("<val xsi:type=\"NewerThing\"><a/></val>")).isNull();
    assertThat(property("<val xsi:nil=\"true\"/>")).isNull();
    TaskInfo info =
        (TaskInfo) read("TaskInfo", "<returnval><state>pondering</state><key>k</key></returnval>");
    assertThat(info.getState()).isNull();
    assertThat(info.getKey()).isEqualTo("k");
    TaskInfo known = (TaskInfo) read("TaskInfo", "<returnval><state>error</state></returnval>");
    assertThat(known.getState()).isEqualTo(TaskInfoState.error);
  }

  @Test
  void givesWhatTheStubsExpect() throws Exception {
    assertThat(read("boolean", "<returnval>true</returnval>")).isEqualTo(true);
    assertThat(read("int", "<returnval>3</returnval>")).isEqualTo(3);
    assertThat(read("String[]", "<returnval>a</returnval><returnval>b</returnval>"))
        .isEqualTo(new String[] {"a", "b"});
    assertThat(read("ObjectContent[]", "")).isEqualTo(new ObjectContent[0]);
    assertThat(read("TaskInfo", "")).isNull();
    assertThat(read(null, "")).isNull();
  }

  @Test
  void throwsFaultsWithTheirType() {
    assertThatThrownBy(() ->
            readBody(
                "String",
                """
                <soapenv:Fault><faultcode>ServerFaultCode</faultcode>
                  <faultstring>The name 'x' already exists.</faultstring>
                  <detail><DuplicateNameFault xmlns="urn:vim25" xsi:type="DuplicateName">
                    <name>x</name><object type="Folder">group-1</object><newer/>
                  </DuplicateNameFault></detail></soapenv:Fault>
                """))
        .isInstanceOfSatisfying(
            DuplicateName.class,
            fault -> {
              assertThat(fault.getName()).isEqualTo("x");
              assertThat(fault.getObject()).isEqualTo(reference("Folder", "group-1"));
              assertThat(fault)
                  .cause()
                  .isInstanceOfSatisfying(
                      SoapFault.class,
                      told ->
                          assertThat(told.faultString()).isEqualTo("The name 'x' already exists."));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "<detail><NewerFault xsi:type='Newer'><a/></NewerFault></detail>, Newer",
    "<detail><NewerFault/></detail>, Newer",
    "<detail/>, ''",
    "'', ''"
  })
  void throwsFaultsOfUnknownTypesToo(String detail, String type) {
    assertThatThrownBy(() ->
            readBody(
                "String",
                "<soapenv:Fault><faultstring>no</faultstring>" + detail + "</soapenv:Fault>"))
        .isInstanceOfSatisfying(
            SoapFault.class,
            fault -> {
              assertThat(fault.typeName()).isEqualTo(type);
              assertThat(fault.faultString()).isEqualTo("no");
            });
  }

  @Test
  void refusesADoctype(@TempDir Path directory) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "hidden");
    String hostile =
        ENVELOPE
            .formatted("<r><returnval>&x;</returnval></r>")
            .replace("?>\n", "?>\n<!DOCTYPE e [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>\n");

    assertThatThrownBy(() -> readAll("String", hostile))
        .isInstanceOf(BadAnswerException.class)
        .hasMessageContaining("DOCTYPE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html><body/></html>", "<!DOCTYPE html><html></html>", "{}", "<a"})
  void knowsWhatIsNoEnvelope(String answer) {
    assertThatThrownBy(() -> readAll("String", answer))
        .isInstanceOfSatisfying(
            BadAnswerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_SOAP));
  }

  @Test
  void refusesBrokenEnvelopes() {
    String whole = ENVELOPE.formatted("<r><returnval>1</returnval></r>");

    assertBroken("int", whole.substring(0, whole.indexOf("</r>")));
    assertBroken("int", ENVELOPE.formatted("<r><returnval>one</returnval></r>"));
    assertBroken("Calendar", ENVELOPE.formatted("<r><returnval>noon</returnval></r>"));
    assertBroken("String", ENVELOPE.formatted(""));
    assertBroken("String", ENVELOPE.formatted("<r><returnval>&x;</returnval></r>"));
  }

  @Test
  void refusesEndlessNesting() {
    assertBroken("String", ENVELOPE.formatted("<a>".repeat(100_000)));
    assertBroken(
        "TaskInfo",
        ENVELOPE.formatted("<r><returnval><error><fault>" + "<faultCause><fault>".repeat(100_000)));
  }

  private static void assertBroken(String type, String answer) {
    assertThatThrownBy(() -> readAll(type, answer))
        .isInstanceOfSatisfying(
            BadAnswerException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN));
  }

  private static @Nullable Object property(String val) throws IOException {
    return ((PropertyChange)
            read("PropertyChange", "<returnval><name>n</name>" + val + "</returnval>"))
        .getVal();
  }

  private static Object read(@Nullable String type, String content) throws IOException {
    return readBody(type, "<r xmlns=\"urn:vim25\">" + content + "</r>");
  }

  @SuppressWarnings("NullAway") // tests look at what is not there
  private static Object readBody(@Nullable String type, String body) throws IOException {
    return readAll(type, ENVELOPE.formatted(body));
  }

  private static @Nullable Object readAll(@Nullable String type, String answer) throws IOException {
    return AnswerReader.read(
        new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)), type);
  }

  private static ManagedObjectReference reference(String type, String value) {
    ManagedObjectReference reference = new ManagedObjectReference();
    reference.setType(type);
    reference.setVal(value);
    return reference;
  }
}
