package dev.slipway.vsphere;

import dev.slipway.diag.Category;
import dev.slipway.port.PortException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses that vCenter gives for bytes to go to or come from. */
final class TransferUrl {
  private static final Pattern OPEN_HOST = Pattern.compile("^\\w+://\\*(?::(\\d+))?");

  private TransferUrl() {}

  /**
   * The address with its host; {@code *} stands for the one that we already talk to.
   *
   * @throws PortException when it is none
   */
  static URI of(String url, URI endpoint) {
    Matcher open = OPEN_HOST.matcher(url);
    String whole = url;
    if (open.find()) {
      int port = open.group(1) == null ? endpoint.getPort() : Integer.parseInt(open.group(1));
      whole =
          endpoint.getScheme()
              + "://"
              + endpoint.getHost()
              + (port < 0 ? "" : ":" + port)
              + url.substring(open.end());
    }
    try {
      return new URI(whole);
    } catch (URISyntaxException e) {
      throw new PortException(
          Category.ENVIRONMENT,
          "vcenter/upload-failed",
          "vCenter names no usable address for a transfer",
          "It says " + url + ".",
          "",
          e);
    }
  }
}
