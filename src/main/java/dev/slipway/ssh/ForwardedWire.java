package dev.slipway.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import org.jspecify.annotations.Nullable;

/** A TCP connection that a bastion makes for us (RFC 4254, section 7.2: direct-tcpip). */
final class ForwardedWire implements Wire {
  /** Reason codes of RFC 4254, section 5.1, which JSch keeps as the channel's exit status. */
  private static final int PROHIBITED = 1;

  private static final int CONNECT_FAILED = 2;

  private final Session bastion;
  private final ChannelDirectTCPIP channel;
  // The pipe that JSch would make breaks when the thread that last read from it has ended, as the
  // one does that logs in.
  private final Pipe received;
  private final InputStream input;
  private final OutputStream output;
  private final Hop hop;

  /**
   * @param bastion logged in
   * @param address as the bastion shall contact it; it looks up names
   */
  ForwardedWire(Session bastion, InetSocketAddress address, Hop hop) {
    this.bastion = bastion;
    this.hop = hop;
    try {
      channel =
          (ChannelDirectTCPIP)
              bastion.getStreamForwarder(address.getHostString(), address.getPort());
      received = Pipe.open();
      channel.setOutputStream(Channels.newOutputStream(received.sink()));
      input = Channels.newInputStream(received.source());
      output = channel.getOutputStream();
    } catch (JSchException | IOException e) {
      throw Failures.bastionLost(hop, e);
    }
  }

  @Override
  public void open() {
    JSchException failure = null;
    try {
      channel.connect(Wire.patience(hop));
    } catch (JSchException e) {
      failure = e;
    }
    // JSch keeps silent about some of its failures.
    if (failure == null && channel.isConnected()) {
      return;
    }
    if (!bastion.isConnected()) {
      throw Failures.bastionLost(hop, failure);
    }
    throw switch (channel.getExitStatus()) {
      case PROHIBITED -> Failures.forwardingRefused(hop, failure);
      case CONNECT_FAILED ->
          Failures.unreachable(hop, "The bastion could not connect to it", failure);
      default -> Failures.unreachable(hop, "The bastion got no connection to it in time", failure);
    };
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() {
    return output;
  }

  @Override
  public @Nullable Socket getSocket() {
    return null;
  }

  @Override
  public void close() {
    channel.disconnect();
    try {
      received.sink().close();
      received.source().close();
    } catch (IOException e) {
      // Nothing is left to do for a connection that is given up.
    }
  }
}
