package io.thalweg.collective.transport.tcp;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What all ranks know and nobody else does. It is never shown. Immutable. */
public final class SharedSecret {

  public static final int MIN_BYTES = 16;
  private static final String HMAC_SHA256 = "HmacSHA256";

  private final SecretKeySpec key;

  private SharedSecret(SecretKeySpec key) {
    this.key = key;
  }

  /**
   * Takes bytes that nobody can guess.
   *
   * @param bytes at least {@value #MIN_BYTES}, drawn at random; copied
   */
  public static SharedSecret of(byte[] bytes) {
    if (bytes.length < MIN_BYTES) {
      throw new IllegalArgumentException(
          "shared secret is too short: bytes="
              + bytes.length
              + ", at least="
              + MIN_BYTES
              + "; draw one with: openssl rand -hex 32");
    }
    return new SharedSecret(new SecretKeySpec(bytes, HMAC_SHA256));
  }

  /** An HMAC-SHA256 of its own for each caller. */
  Mac mac() {
    return mac(key);
  }

  /** A secret that follows from this one and from what both sides have said. */
  SharedSecret derived(byte[] transcript) {
    return new SharedSecret(new SecretKeySpec(mac().doFinal(transcript), HMAC_SHA256));
  }

  private static Mac mac(SecretKeySpec key) {
    try {
      Mac mac = Mac.getInstance(HMAC_SHA256);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC_SHA256, e);
    }
  }

  @Override
  public String toString() {
    return "SharedSecret";
  }
}
