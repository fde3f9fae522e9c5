package dev.slipway.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import dev.slipway.diag.Category;
import dev.slipway.files.PrivateFiles;
import dev.slipway.port.PortException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Key pairs that users log in with. */
public final class SshKeys {
  private SshKeys() {}

  /**
   * The public half in OpenSSH's one-line form, without a comment. Where the private key is
   * encrypted it is the line of the {@code .pub} file beside it.
   *
   * @throws PortException when the file cannot be read or is no private key
   */
  public static String publicKeyOf(Path privateKey) {
    KeyPair pair = load(privateKey);
    try {
      byte[] blob = pair.getPublicKeyBlob();
      if (blob != null) {
        return type(blob) + " " + Base64.getEncoder().encodeToString(blob);
      }
      return Files.readString(publicFile(privateKey)).strip();
    } catch (IOException e) {
      throw unusable(
          privateKey,
          "It is encrypted, and " + publicFile(privateKey) + " cannot be read.",
          "Put the public key beside it: ssh-keygen -y -f " + privateKey,
          e);
    } finally {
      pair.dispose();
    }
  }

  /**
   * Makes an Ed25519 key pair without a passphrase: the private key, readable by its owner only,
   * and the public key beside it in a {@code .pub} file. Missing folders are made; existing files
   * are replaced.
   *
   * @throws PortException when the files cannot be written
   */
  public static void generate(Path privateKey) {
    try {
      KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519);
      ByteArrayOutputStream secret = new ByteArrayOutputStream();
      pair.setPublicKeyComment("slipway");
      pair.writeOpenSSHv1PrivateKey(secret, null);
      byte[] blob = pair.getPublicKeyBlob();
      String line = type(blob) + " " + Base64.getEncoder().encodeToString(blob) + " slipway\n";
      PrivateFiles.write(privateKey, secret.toByteArray());
      Files.writeString(publicFile(privateKey), line);
      pair.dispose();
    } catch (IOException | JSchException e) {
      throw new PortException(
          Category.ENVIRONMENT,
          "ssh/key-not-written",
          "SSH key " + privateKey + " could not be made",
          String.valueOf(e.getMessage()),
          "",
          e);
    }
  }

  /**
   * Adds the key for logging in, which must not need a passphrase, behind its certificate.
   *
   * @param certificate null for the one beside it, whose name ends in {@code -cert.pub}, if any
   */
  static void addTo(JSch jsch, Path privateKey, @Nullable Path certificate) {
    KeyPair pair = load(privateKey);
    try {
      if (pair.isEncrypted()) {
        throw unusable(
            privateKey,
            "It is encrypted, and nobody is asked for a passphrase",
            "Add the key to the SSH agent with ssh-add and leave privateKey out.",
            null);
      }
    } finally {
      pair.dispose();
    }
    Path beside = privateKey.resolveSibling(privateKey.getFileName() + "-cert.pub");
    if (certificate != null) {
      addCertificate(jsch, privateKey, certificate);
    } else if (Files.isReadable(beside)) {
      addCertificate(jsch, privateKey, beside);
    }
    try {
      jsch.addIdentity(privateKey.toString(), Files.readAllBytes(privateKey), null, null);
    } catch (IOException | JSchException e) {
      throw unusable(privateKey, "It cannot be read.", "", e);
    }
  }

  private static void addCertificate(JSch jsch, Path privateKey, Path certificate) {
    try {
      jsch.addIdentity(privateKey.toString(), certificate.toString(), null);
    } catch (JSchException e) {
      throw new PortException(
          Category.USER,
          "ssh/certificate",
          "SSH certificate " + certificate + " cannot be used",
          Files.isReadable(certificate)
              ? "It is no certificate of a user's key in the form of OpenSSH."
              : "There is no such file, or it may not be read.",
          "ssh-keygen -L -f " + certificate + " shows what it is.",
          e);
    }
  }

  private static KeyPair load(Path privateKey) {
    if (!Files.isReadable(privateKey)) {
      throw unusable(
          privateKey,
          Files.exists(privateKey) ? "It may not be read." : "There is no such file.",
          "",
          null);
    }
    try {
      return KeyPair.load(new JSch(), privateKey.toString());
    } catch (JSchException e) {
      throw unusable(
          privateKey,
          "It is not a private key in a form that is known.",
          "Give one in the form of OpenSSH, PKCS#1, PKCS#8 or PuTTY.",
          e);
    }
  }

  private static PortException unusable(
      Path privateKey, String why, String advice, @Nullable Exception e) {
    return new PortException(
        Category.USER,
        "ssh/private-key",
        "SSH private key " + privateKey + " cannot be used",
        why,
        advice,
        e);
  }

  private static Path publicFile(Path privateKey) {
    return privateKey.resolveSibling(privateKey.getFileName() + ".pub");
  }

  /** The first string of a key blob: its length in four bytes, then the name of the type. */
  static String type(byte[] blob) {
    ByteBuffer buffer = ByteBuffer.wrap(blob);
    byte[] name = new byte[buffer.getInt()];
    buffer.get(name);
    return new String(name, StandardCharsets.US_ASCII);
  }
}
