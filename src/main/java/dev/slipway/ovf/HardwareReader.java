package dev.slipway.ovf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Sums up the virtual hardware of a system: processors, memory and network adapters, by their CIM
 * resource types.
 */
final class HardwareReader {
  private static final String PROCESSOR = "3";
  private static final String MEMORY = "4";
  private static final String ETHERNET_ADAPTER = "10";

  /** What exporters wrote before programmatic units. */
  private static final Map<String, String> OLD_UNITS =
      Map.of("KiloBytes", "byte * 2^10", "MegaBytes", "byte * 2^20", "GigaBytes", "byte * 2^30");

  private final XmlElement system;

  HardwareReader(XmlElement system) {
    this.system = system;
  }

  /**
   * The hardware with a deployment option; an item of that option stands in for the common one of
   * the same number (DSP0243, deployment options).
   *
   * @param option its id; empty when there is no choice
   */
  OvfDescriptor.Hardware read(String option) {
    Map<String, XmlElement> items = new LinkedHashMap<>();
    items().filter(item -> options(item).isEmpty()).forEach(item -> items.put(number(item), item));
    items()
        .filter(item -> options(item).contains(option))
        .forEach(item -> items.put(number(item), item));
    return new OvfDescriptor.Hardware(
        option,
        sum(items, PROCESSOR, "").orElse(0),
        sum(items, MEMORY, "byte * 2^20").orElse(0),
        (int) items.values().stream().filter(item -> isOf(ETHERNET_ADAPTER, item)).count());
  }

  private Stream<XmlElement> items() {
    return system
        .children("VirtualHardwareSection")
        .limit(1)
        .flatMap(section ->
            Stream.of("Item", "StorageItem", "EthernetPortItem").flatMap(section::children));
  }

  private static List<String> options(XmlElement item) {
    return Qualifier.split(item.attribute("configuration").orElse(""));
  }

  /** Items without a number of their own must not replace each other. */
  private static String number(XmlElement item) {
    return item.textOfAny("InstanceID").orElseGet(() -> item.range().location());
  }

  private static boolean isOf(String resourceType, XmlElement item) {
    return item.textOfAny("ResourceType").filter(resourceType::equals).isPresent();
  }

  private static OptionalLong sum(
      Map<String, XmlElement> items, String resourceType, String defaultUnits) {
    return items.values().stream()
        .filter(item -> isOf(resourceType, item))
        .flatMap(item -> quantity(item, defaultUnits).stream())
        .mapToLong(Long::longValue)
        .reduce(HardwareReader::addWithinBounds);
  }

  private static Optional<Long> quantity(XmlElement item, String defaultUnits) {
    String quantity = item.textOfAny("VirtualQuantity").orElse("");
    String units =
        defaultUnits.isEmpty() ? "byte" : item.textOfAny("AllocationUnits").orElse(defaultUnits);
    OptionalLong found =
        AllocationUnits.bytes(quantity, OLD_UNITS.getOrDefault(units.strip(), units));
    return found.isPresent() ? Optional.of(found.getAsLong()) : Optional.empty();
  }

  private static long addWithinBounds(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
