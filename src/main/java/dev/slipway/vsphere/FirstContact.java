package dev.slipway.vsphere;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ServiceContent;
import com.vmware.vim25.VimPortType;
import dev.slipway.port.PortException;
import dev.slipway.port.VCenterEndpoint.Trust;
import java.io.IOException;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that goes before a login, made on a thread of its own beside other work: the connection
 * stands and vCenter has said what it is. It needs no credentials and leaves nothing behind in
 * vCenter, so that it may be dropped.
 */
public final class FirstContact {
  private static final Logger LOG = LoggerFactory.getLogger(FirstContact.class);

  private final Concurrent<Stub> made;

  private FirstContact(Concurrent<Stub> made) {
    this.made = made;
  }

  /** Begins it. What goes wrong is told when somebody logs in. */
  public static FirstContact begin(URI url, Trust trust) {
    return new FirstContact(Concurrent.start(() -> make(url, trust, Deadlines.USUAL)));
  }

  Stub made() throws InterruptedException {
    return made.result();
  }

  /** What SOAP calls go through, of the version that both sides speak. */
  record Stub(
      Connections connections, SoapClient client, VimPortType vim, ServiceContent content) {}

  static Stub make(URI url, Trust trust, Deadlines deadlines) throws InterruptedException {
    try {
      Connections connections = new Connections(trust, deadlines);
      SoapClient client = new SoapClient(url, connections, deadlines);
      VimPortType vim = new VimPortType(client);
      ApiVersion version = ApiVersion.toSpeak(client.offeredVersions());
      client.setSoapActionOnApiVersion(version.name());
      ServiceContent content = vim.retrieveServiceContent(serviceInstance());
      LOG.debug("{} is {}, spoken to as {}", url, content.getAbout().getFullName(), version.name());
      return new Stub(connections, client, vim, content);
    } catch (InterruptedCallException e) {
      throw e.unwrap();
    } catch (IOException e) {
      throw cannotLogIn(url, e);
    }
  }

  static PortException cannotLogIn(URI url, IOException problem) {
    return new FaultTranslation(url).translate("log in to", "vCenter " + url.getHost(), problem);
  }

  static ManagedObjectReference serviceInstance() {
    ManagedObjectReference reference = new ManagedObjectReference();
    reference.setType("ServiceInstance");
    reference.setVal("ServiceInstance");
    return reference;
  }
}
