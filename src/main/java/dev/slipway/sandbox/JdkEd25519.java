package dev.slipway.sandbox;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.KeySpec;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PrivateKeyEntryDecoder;
import org.apache.sshd.common.config.keys.PublicKeyEntryDecoder;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.security.AbstractSecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSAUtils;
import org.apache.sshd.common.util.security.eddsa.generic.GenericEd25519PublicKeyDecoder;
import org.apache.sshd.common.util.security.eddsa.generic.GenericSignatureEd25519;

/**
 * Lets MINA verify logins with Ed25519 keys by the JDK's own implementation, where MINA 2.20 itself
 * would want another library. Public keys only: the sandbox has no private key of this type.
 */
final class JdkEd25519 implements EdDSASupport<EdECPublicKey, EdECPrivateKey> {
  private static final String ALGORITHM = "Ed25519";

  private JdkEd25519() {}

  /** Makes it known to MINA, once for the whole JVM. */
  static void register() {
    if (!SecurityUtils.isEDDSACurveSupported()) {
      SecurityUtils.registerSecurityProvider(new Registrar());
      // MINA asks for these once, when its classes are loaded, which may have been before.
      KeyUtils.registerPublicKeyEntryDecoder(new JdkEd25519().getEDDSAPublicKeyEntryDecoder());
    }
  }

  @Override
  public PublicKeyEntryDecoder<EdECPublicKey, EdECPrivateKey> getEDDSAPublicKeyEntryDecoder() {
    return new GenericEd25519PublicKeyDecoder<>(EdECPublicKey.class, EdECPrivateKey.class, this);
  }

  @Override
  public Signature getEDDSASigner() {
    return new GenericSignatureEd25519(ALGORITHM);
  }

  @Override
  public int getEDDSAKeySize(Key key) {
    return key instanceof EdECPublicKey ? KEY_SIZE : -1;
  }

  @Override
  public Class<EdECPublicKey> getEDDSAPublicKeyType() {
    return EdECPublicKey.class;
  }

  @Override
  public Class<EdECPrivateKey> getEDDSAPrivateKeyType() {
    return EdECPrivateKey.class;
  }

  @Override
  public boolean compareEDDSAPPublicKeys(PublicKey one, PublicKey other) {
    return one.equals(other);
  }

  @Override
  public EdECPublicKey generateEDDSAPublicKey(byte[] seed) throws GeneralSecurityException {
    return (EdECPublicKey)
        KeyFactory.getInstance(ALGORITHM).generatePublic(EdDSAUtils.createPublicKeySpec(seed));
  }

  @Override
  public <B extends Buffer> B putRawEDDSAPublicKey(B buffer, PublicKey key) {
    buffer.putBytes(getPublicKeyData((EdECPublicKey) key));
    return buffer;
  }

  @Override
  public KeySpec createPublicKeySpec(EdECPublicKey key) {
    try {
      return EdDSAUtils.createPublicKeySpec(getPublicKeyData(key));
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public byte[] getPublicKeyData(EdECPublicKey key) {
    try {
      return EdDSAUtils.getBytes(key);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public String getKeyFactoryAlgorithm() {
    return ALGORITHM;
  }

  @Override
  public PrivateKeyEntryDecoder<EdECPublicKey, EdECPrivateKey>
      getOpenSSHEDDSAPrivateKeyEntryDecoder() {
    throw publicKeysOnly();
  }

  @Override
  public boolean compareEDDSAPrivateKeys(PrivateKey one, PrivateKey other) {
    throw publicKeysOnly();
  }

  @Override
  public EdECPublicKey recoverEDDSAPublicKey(PrivateKey key) {
    throw publicKeysOnly();
  }

  @Override
  public EdECPrivateKey generateEDDSAPrivateKey(byte[] seed) {
    throw publicKeysOnly();
  }

  @Override
  public <B extends Buffer> B putEDDSAKeyPair(B buffer, PublicKey publicKey, PrivateKey key) {
    throw publicKeysOnly();
  }

  @Override
  public KeySpec createPrivateKeySpec(EdECPrivateKey key) {
    throw publicKeysOnly();
  }

  @Override
  public byte[] getPrivateKeyData(EdECPrivateKey key) throws IOException {
    throw publicKeysOnly();
  }

  private static UnsupportedOperationException publicKeysOnly() {
    return new UnsupportedOperationException("public keys only");
  }

  private static final class Registrar extends AbstractSecurityProviderRegistrar {
    private Registrar() {
      super("JdkEd25519");
    }

    @Override
    public boolean isSupported() {
      return true;
    }

    @Override
    public Provider getSecurityProvider() {
      return Security.getProvider("SunEC");
    }

    @Override
    public Optional<EdDSASupport<?, ?>> getEdDSASupport() {
      return Optional.of(new JdkEd25519());
    }
  }
}
