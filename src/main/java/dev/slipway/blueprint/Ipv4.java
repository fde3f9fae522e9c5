package dev.slipway.blueprint;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An IPv4 address or netmask in dotted form, without leading zeros. */
record Ipv4(int bits) {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern DOTTED = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  // By hand: what a record has by itself is made at run time, which costs each plan a while.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ipv4 address && address.bits == bits;
  }

  @Override
  public int hashCode() {
    return bits;
  }

  static Optional<Ipv4> parse(String text) {
    if (!DOTTED.matcher(text).matches()) {
      return Optional.empty();
    }
    int bits = 0;
    for (String octet : text.split("\\.", -1)) {
      bits = bits << 8 | Integer.parseInt(octet);
    }
    return Optional.of(new Ipv4(bits));
  }

  /** Whether a host can have it: not of 0.0.0.0/8, not multicast, not reserved. */
  boolean isHost() {
    int first = bits >>> 24;
    return first > 0 && first < 224;
  }

  /** Whether it is a netmask of ones before zeros that leaves room for hosts. */
  boolean isNetmask() {
    int ones = Integer.numberOfLeadingZeros(~bits);
    return ones >= 1 && ones <= 30 && bits << ones == 0;
  }

  Ipv4 networkIn(Ipv4 netmask) {
    return new Ipv4(bits & netmask.bits);
  }

  /** Whether it is the first or the last address of its subnet, which no host can have. */
  boolean isEdgeOf(Ipv4 netmask) {
    int host = bits & ~netmask.bits;
    return host == 0 || host == ~netmask.bits;
  }

  /** The form {@code 10.20.0.0/24}. */
  String subnet(Ipv4 netmask) {
    return networkIn(netmask) + "/" + Integer.bitCount(netmask.bits);
  }

  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 255)
        + "."
        + (bits >>> 8 & 255)
        + "."
        + (bits & 255);
  }
}
