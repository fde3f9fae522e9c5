package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.vmware.vim25.ClusterConfigSpecEx;
import com.vmware.vim25.ClusterDasConfigInfo;
import com.vmware.vim25.ManagedEntityStatus;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.OptionValue;
import com.vmware.vim25.PropertySpec;
import com.vmware.vim25.ws.Argument;
import java.nio.charset.StandardCharsets;
import java.rmi.RemoteException;
import java.time.ZonedDateTime;
import java.util.GregorianCalendar;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWriterTest {
  @Test
  void writesReferencesAndText() throws Exception {
    ManagedObjectReference folder = new ManagedObjectReference();
    folder.setType("Folder");
    folder.setVal("a&<b>");

    assertThat(
            body(
                new Argument("_this", "ManagedObjectReference", folder),
                new Argument("name", "String", "a & <b> \"c\"\r\n\t😀"),
                new Argument("locale", "String", null)))
        .isEqualTo(
            "<_this type=\"Folder\">a&amp;&lt;b&gt;</_this>"
                + "<name>a &amp; &lt;b&gt; &quot;c&quot;&#13;\n\t😀</name>");
  }

  @Test
  void namesTheTypeOfASubtype() throws Exception {
    ClusterDasConfigInfo ha = new ClusterDasConfigInfo();
    ha.setEnabled(true);
    ClusterConfigSpecEx spec = new ClusterConfigSpecEx();
    spec.setDasConfig(ha);

    assertThat(body(new Argument("spec", "ComputeResourceConfigSpec", spec)))
        .isEqualTo(
            "<spec xsi:type=\"ClusterConfigSpecEx\"><dasConfig><enabled>true</enabled></dasConfig></spec>");
  }

  @Test
  void repeatsTheElementsOfArrays() throws Exception {
    PropertySpec spec = new PropertySpec();
    spec.setType("VirtualMachine");
    spec.setPathSet(new String[] {"name", "parent"});

    assertThat(body(new Argument("s", "PropertySpec[]", new PropertySpec[] {spec})))
        .isEqualTo(
            "<s><type>VirtualMachine</type><pathSet>name</pathSet><pathSet>parent</pathSet></s>");
    assertThat(body(new Argument("key", "int[]", new int[] {1, 2})))
        .isEqualTo("<key>1</key><key>2</key>");
  }

  @ParameterizedTest
  @MethodSource("anyValues")
  void namesTheTypeWhereTheApiTakesAny(Object value, String written) throws Exception {
    OptionValue option = new OptionValue();
    option.setKey("k");
    option.setValue(value);

    assertThat(body(new Argument("o", "OptionValue", option)))
        .isEqualTo("<o><key>k</key><value xsi:type=" + written + "</value></o>");
  }

  private static Stream<Arguments> anyValues() {
    return Stream.of(
        Arguments.of("text", "\"xsd:string\">text"),
        Arguments.of(true, "\"xsd:boolean\">true"),
        Arguments.of(7, "\"xsd:int\">7"),
        Arguments.of(7L, "\"xsd:long\">7"),
        Arguments.of(new byte[] {1, 2, 3}, "\"xsd:base64Binary\">AQID"),
        Arguments.of(
            GregorianCalendar.from(ZonedDateTime.parse("2026-11-21T10:00:00.5Z")),
            "\"xsd:dateTime\">2026-11-21T10:00:00.5Z"),
        Arguments.of(ManagedEntityStatus.green, "\"ManagedEntityStatus\">green"),
        Arguments.of(
            new String[] {"a", "b"}, "\"ArrayOfString\"><string>a</string><string>b</string>"),
        Arguments.of(new int[] {1}, "\"ArrayOfInt\"><int>1</int>"),
        Arguments.of(new ManagedObjectReference[0], "\"ArrayOfManagedObjectReference\">"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000", "\u001b[31m", "\ud800", "\uffff"})
  void refusesWhatXmlCannotCarryWithoutShowingIt(String text) {
    assertThatThrownBy(() -> body(new Argument("password", "String", text)))
        .isInstanceOf(UnsendableTextException.class)
        .hasMessage("a control character in password");
  }

  private static String body(Argument... arguments) throws RemoteException {
    String all = new String(RequestWriter.write("M", arguments), StandardCharsets.UTF_8);
    String open = "<soapenv:Body><M xmlns=\"urn:vim25\">";
    return all.substring(all.indexOf(open) + open.length(), all.indexOf("</M></soapenv:Body>"));
  }
}
