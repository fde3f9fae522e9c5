package dev.slipway.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.port.PortException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshKeysTest {
  @TempDir Path folder;

  @Test
  void aGeneratedKeyIsPrivateAndHasItsPublicHalfBeside() throws Exception {
    Path key = folder.resolve("keys/ccadmin");
    SshKeys.generate(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(key)).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----");
    String publicKey = SshKeys.publicKeyOf(key);
    assertThat(publicKey).matches("ssh-ed25519 AAAA[A-Za-z0-9+/=]+");
    assertThat(Files.readString(folder.resolve("keys/ccadmin.pub")))
        .isEqualTo(publicKey + " slipway\n");
  }

  @Test
  void ofAnEncryptedKeyTheFileBesideItIsTaken() throws Exception {
    Path key = folder.resolve("key");
    com.jcraft.jsch.KeyPair pair =
        com.jcraft.jsch.KeyPair.genKeyPair(
            new com.jcraft.jsch.JSch(), com.jcraft.jsch.KeyPair.ECDSA, 256);
    pair.writePrivateKey(key.toString(), "passphrase".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> SshKeys.publicKeyOf(key))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("encrypted");
    pair.writePublicKey(key + ".pub", "me");
    assertThat(SshKeys.publicKeyOf(key)).startsWith("ecdsa-sha2-nistp256 AAAA");
  }

  @Test
  void whatIsNoKeyIsSaidToBeNone() throws Exception {
    Path key = Files.writeString(folder.resolve("key"), "nothing");
    assertThatThrownBy(() -> SshKeys.publicKeyOf(key))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("not a private key");
  }
}
