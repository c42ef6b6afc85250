package io.thalweg.model.signature;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The public keys of releasers whose versions are served. Immutable. */
public record TrustedKeys(List<PublicKey> keys) {
  /** Of a server that asks for no signatures. */
  public static final TrustedKeys NONE = new TrustedKeys(List.of());

  public TrustedKeys {
    keys = List.copyOf(keys);
  }

  /**
   * Reads what {@code openssl pkey -pubout} writes.
   *
   * @param files PEM, each with one key
   * @throws IOException with one line that names the file
   */
  public static TrustedKeys read(List<Path> files) throws IOException {
    List<PublicKey> keys = new ArrayList<>();
    for (Path file : files) {
      try {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(Pem.read(file, "PUBLIC KEY"));
        keys.add(KeyFactory.getInstance(SigningKey.ALGORITHM).generatePublic(spec));
      } catch (GeneralSecurityException e) {
        throw new IOException("%s has no Ed25519 key: %s".formatted(file, e.getMessage()), e);
      }
    }
    return new TrustedKeys(keys);
  }

  /**
   * Whether one of the keys has signed the hash.
   *
   * @param sha256 lower-case hex
   * @param signature base64
   */
  public boolean haveSigned(String sha256, String signature) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return keys.stream().anyMatch(key -> hasSigned(key, HexFormat.of().parseHex(sha256), bytes));
  }

  private static boolean hasSigned(PublicKey key, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(SigningKey.ALGORITHM);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // such as bytes of another length
    }
  }
}
