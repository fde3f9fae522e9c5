package dev.slipway.sandbox;

import dev.slipway.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The certificate that a VM of the sandbox has issued to itself, and its key. It is made at the
 * first use, by the JDK's {@code keytool}, since the JDK has no interface for it.
 */
record SelfSigned(Path file, String address) {
  /** Guards a key that protects nothing. */
  private static final String PASSWORD = "sandbox";

  SSLContext context() throws IOException {
    try {
      KeyStore store = store();
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** SHA-256 of the certificate in hexadecimal digits. */
  String fingerprint() throws IOException {
    try {
      KeyStore store = store();
      return Sha256.of(store.getCertificate(store.aliases().nextElement()).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    if (!Files.exists(file)) {
      generate();
    }
    try (InputStream stored = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(stored, PASSWORD.toCharArray());
      return store;
    }
  }

  private void generate() throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh = Files.createTempDirectory("slipway-certificate");
    Path made = fresh.resolve("keys.p12");
    try {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  // It lives for a moment: these halve it.
                  "-J-XX:TieredStopAtLevel=1",
                  "-J-XX:+UseSerialGC",
                  "-genkeypair",
                  "-alias",
                  "appliance",
                  "-keyalg",
                  "EC",
                  "-validity",
                  "3650",
                  "-dname",
                  "CN=" + address,
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  made.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      int status = keytool.waitFor();
      if (status != 0) {
        throw new IOException("keytool ended with exit status " + status);
      }
      Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a certificate was made", e);
    } finally {
      Files.deleteIfExists(made);
      Files.deleteIfExists(fresh);
    }
  }
}
