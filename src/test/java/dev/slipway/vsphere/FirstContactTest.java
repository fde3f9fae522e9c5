package dev.slipway.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.port.PortException;
import dev.slipway.port.VCenter;
import dev.slipway.port.VCenterEndpoint;
import dev.slipway.testing.Vcsim;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstContactTest {
  private static VcsimSite site;

  @BeforeAll
  static void startPeer(@TempDir Path folder) throws Exception {
    Vcsim.assumeAvailable();
    site = new VcsimSite(folder, 1024);
  }

  @AfterAll
  static void stopPeer() throws IOException {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void oneConnectionServesCallsOneAfterTheOther() throws Exception {
    try (CountedConnections counted = CountedConnections.before(site.vcsim().url())) {
      VCenterEndpoint endpoint = at(counted.url());

      try (VSphereSession session = VSphereSession.open(endpoint)) {
        for (int call = 0; call < 5; call++) {
          assertThat(session.now()).isNotNull();
        }
      }

      assertThat(counted.count()).isEqualTo(1);
    }
  }

  @Test
  void aLoginGoesOnWithTheConnectionThatStands() throws Exception {
    try (CountedConnections counted = CountedConnections.before(site.vcsim().url())) {
      VCenterEndpoint endpoint = at(counted.url());
      int sessions = site.sessions();
      FirstContact contact = FirstContact.begin(endpoint.url(), endpoint.trust());
      assertThat(contact.made().content().getAbout().getApiType()).isEqualTo("VirtualCenter");
      assertThat(site.sessions()).isEqualTo(sessions);

      try (VCenter vcenter = VSphere.connect(endpoint, contact)) {
        assertThat(vcenter.description()).startsWith("vCenter ");
        assertThat(site.sessions()).isEqualTo(sessions + 1);
      }

      assertThat(site.sessions()).isEqualTo(sessions);
      assertThat(counted.count()).isEqualTo(1);
    }
  }

  @Test
  void whatGoesWrongIsToldToWhoeverLogsIn() throws Exception {
    VCenterEndpoint endpoint = at(URI.create("https://127.0.0.1:" + freePort() + "/sdk"));

    FirstContact contact = FirstContact.begin(endpoint.url(), endpoint.trust());

    assertThatThrownBy(() -> VSphere.connect(endpoint, contact))
        .isInstanceOfSatisfying(
            PortException.class, e -> assertThat(e.code()).isEqualTo("vcenter/unreachable"));
  }

  private static VCenterEndpoint at(URI url) {
    VCenterEndpoint direct = site.vcsim().endpoint();
    return new VCenterEndpoint(url, direct.username(), direct.password(), direct.trust());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
