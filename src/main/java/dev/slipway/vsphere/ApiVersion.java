package dev.slipway.vsphere;

import dev.slipway.vsphere.BadAnswerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A version of the vSphere API.
 *
 * <p>The one to speak is the newest that both the server and we know, which is 6.5 for every server
 * from there on: asked for a newer one, the server would send types and fields that have no place
 * to go, where for 6.5 it sends the nearest that 6.5 had. The server lists what it speaks in {@code
 * vimServiceVersions.xml}. {@code about.apiVersion} would save that round trip, but tells only the
 * newest, so that a release that drops 6.5 could not be talked to.
 */
record ApiVersion(String name) implements Comparable<ApiVersion> {
  /** The version of yavijava's types, which are of 6.0, with what {@link NewerTypes} add. */
  static final ApiVersion KNOWN = new ApiVersion("6.5");

  private static final Comparator<int[]> BY_NUMBERS = Arrays::compare;

  /** The version to speak with a server that lists these; none means an old server. */
  static ApiVersion toSpeak(List<ApiVersion> offered) {
    return offered.stream()
        .filter(version -> version.compareTo(KNOWN) <= 0)
        .max(Comparator.naturalOrder())
        .or(() -> offered.stream().min(Comparator.naturalOrder()))
        .orElse(KNOWN);
  }

  /** Reads {@code vimServiceVersions.xml}. */
  static List<ApiVersion> readOffered(InputStream document) throws IOException {
    List<ApiVersion> offered = new ArrayList<>();
    try {
      XMLStreamReader xml = AnswerReader.parser(document);
      boolean vim = false;
      while (xml.hasNext()) {
        int event = xml.next();
        if (event == XMLStreamConstants.DTD) {
          throw new BadAnswerException(Kind.BROKEN, "The list of versions has a DOCTYPE.", null);
        } else if (event == XMLStreamConstants.START_ELEMENT) {
          switch (xml.getLocalName()) {
            case "name" -> vim = xml.getElementText().strip().equals("urn:vim25");
            case "version" -> {
              String name = xml.getElementText().strip();
              if (vim && name.matches("\\d{1,6}(\\.\\d{1,6})*")) {
                offered.add(new ApiVersion(name));
              }
            }
            default -> {}
          }
        }
      }
      return offered;
    } catch (XMLStreamException e) {
      throw new BadAnswerException(Kind.NOT_SOAP, "The list of versions cannot be read.", e);
    }
  }

  @Override
  public int compareTo(ApiVersion other) {
    return BY_NUMBERS.compare(numbers(), other.numbers());
  }

  private int[] numbers() {
    return Arrays.stream(name.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
