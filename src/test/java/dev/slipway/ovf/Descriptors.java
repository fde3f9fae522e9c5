package dev.slipway.ovf;

/** Descriptors for tests. */
final class Descriptors {
  private static final String OPENING =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
          xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
          xmlns:vmw="http://www.vmware.com/schema/ovf">
      """;

  private Descriptors() {}

  /** A descriptor with one file of five bytes, and more sections in its virtual system. */
  static String withSystemSections(String sections) {
    return envelope(
        """
        <References>
        <File ovf:href="disk1.vmdk" ovf:id="file1" ovf:size="5"/>
        </References>
        """,
        """
        <VirtualSystem ovf:id="vm">
        <Name>node</Name>
        %s</VirtualSystem>
        """
            .formatted(sections));
  }

  /** A descriptor whose references are the given lines; they begin at line 6. */
  static String withReferences(String files) {
    return envelope(
        "<References>\n" + files + "\n</References>\n", "<VirtualSystem ovf:id=\"vm\"/>\n");
  }

  static String envelope(String... sections) {
    return OPENING + String.join("", sections) + "</Envelope>\n";
  }
}
