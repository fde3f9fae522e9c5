package dev.slipway.sandbox;

import dev.slipway.port.TemplateRenderer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.jspecify.annotations.Nullable;

/** The SSH server of one VM of the sandbox. */
final class SshListener implements Listener {
  private final InetAddress host;
  private final SshServer server;

  /**
   * @param address on loopback; port 0 for a free one
   * @param files the root of the file system that is shown over SFTP
   */
  SshListener(
      InetSocketAddress address,
      Machine machine,
      ApplianceScript.Ssh script,
      MachineStore store,
      Path files,
      TemplateRenderer templates)
      throws IOException {
    InetAddress given = address.getAddress();
    if (given == null || !given.isLoopbackAddress()) {
      throw new IllegalArgumentException(address + " is not on loopback");
    }
    host = given;
    JdkEd25519.register();
    server = SshServer.setUpDefaultServer();
    server.setHost(host.getHostAddress());
    server.setPort(address.getPort());
    server.setKeyPairProvider(KeyPairProvider.wrap(machine.hostKey().keyPair()));
    server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    server.setPublickeyAuthenticator((user, key, session) ->
        user.equals(script.user())
            && store
                .find(machine.name())
                .map(known -> publicKey(known.acceptedKey()))
                .filter(authorized -> KeyUtils.compareKeys(key, authorized))
                .isPresent());
    server.setCommandFactory((channel, text) ->
        new ScriptedCommand(conversation ->
            new ScriptRun(store, templates, machine.name(), conversation)
                .runCommand(script.commands(), text)));
    for (String known : script.folders()) {
      Files.createDirectories(files.resolve(known.substring(1)));
    }
    server.setFileSystemFactory(new VirtualFileSystemFactory(files.toAbsolutePath()));
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    server.start();
  }

  @Override
  public InetSocketAddress address() {
    return new InetSocketAddress(host, server.getPort());
  }

  @Override
  public void close() {
    try {
      server.stop(true);
    } catch (IOException e) {
      // It lives in this process, with which it ends.
    }
  }

  /** Null where the line is no key: then nobody can log in, as on the real appliance. */
  private static @Nullable PublicKey publicKey(String line) {
    try {
      return line.isBlank()
          ? null
          : AuthorizedKeyEntry.parseAuthorizedKeyEntry(line.strip())
              .resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return null;
    }
  }
}
