package dev.slipway.model;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who a clone is: what vCenter's guest customization makes of the copy of another's disks.
 *
 * @param specification name of the stored customization specification that it is laid over
 * @param hostName the computer name
 * @param ip of the first network adapter
 * @param dns servers, in the order in which they are asked
 * @param domain of the network
 */
public record GuestIdentity(
    String specification,
    String hostName,
    String ip,
    String netmask,
    @Nullable String gateway,
    List<String> dns,
    @Nullable String domain) {
  /** NetBIOS has room for 15 characters, and Windows takes no longer computer name. */
  public static final int LONGEST_WINDOWS_NAME = 15;

  private static final Pattern WINDOWS_NAME = Pattern.compile("(?!\\d+$)[A-Za-z0-9-]+");

  public GuestIdentity {
    dns = List.copyOf(dns);
  }

  /** Whether Windows takes a computer name: letters, digits and hyphens, and not digits alone. */
  public static boolean isWindowsName(String name) {
    return name.length() <= LONGEST_WINDOWS_NAME && WINDOWS_NAME.matcher(name).matches();
  }
}
