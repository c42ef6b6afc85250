package io.thalweg.model.signature;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** A releaser's private key. Thread-safe. */
public final class SigningKey {
  static final String ALGORITHM = "Ed25519";

  private final PrivateKey key;

  private SigningKey(PrivateKey key) {
    this.key = key;
  }

  /**
   * Reads what {@code openssl genpkey -algorithm ed25519} writes.
   *
   * @param file PEM, PKCS #8
   * @throws IOException with one line that names the file
   */
  public static SigningKey read(Path file) throws IOException {
    try {
      PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Pem.read(file, "PRIVATE KEY"));
      return new SigningKey(KeyFactory.getInstance(ALGORITHM).generatePrivate(spec));
    } catch (GeneralSecurityException e) {
      throw new IOException("%s has no Ed25519 key: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Signs the 32 bytes of a hash.
   *
   * @param sha256 lower-case hex
   * @return base64
   */
  public String sign(String sha256) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(HexFormat.of().parseHex(sha256));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign with an Ed25519 key", e);
    }
  }
}
