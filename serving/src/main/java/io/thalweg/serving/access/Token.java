package io.thalweg.serving.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file keeps of a token: {@code sha256$SALT$HASH}, base64url, where the hash is SHA-256 over
 * the 16 bytes of the salt and the token's text. Immutable.
 *
 * <p>A slow hash (bcrypt, Argon2) makes guessing dear where a secret has few likely values, as
 * passwords do. A token has 256 random bits, so whoever reads the file has 2^256 guesses to make
 * whatever one of them costs (NIST SP 800-63B, 5.1.2.2, asks for slow hashing of look-up secrets
 * only below 112 bits); the salt keeps two files from showing that they hold the same token. And a
 * fast hash can be computed for every request.
 *
 * @param name of the client
 */
record Token(String name, Role role, String hash) {
  /** Names of clients; without a dot, which ends the name in a token's text. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final Pattern HASH = Pattern.compile("sha256\\$([\\w-]{22})\\$([\\w-]{43})");
  private static final int SALT_BYTES = 16;
  private static final int SECRET_BYTES = 32;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /** A new token's text, {@code NAME.SECRET}; nobody keeps it. */
  static String newText(String name, SecureRandom random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return name + "." + ENCODER.encodeToString(secret);
  }

  /** What to keep of a text. */
  static Token of(String name, Role role, String text, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new Token(
        name,
        role,
        "sha256$" + ENCODER.encodeToString(salt) + "$" + ENCODER.encodeToString(hash(salt, text)));
  }

  /** Whether a hash has the form above. */
  static boolean isHash(String hash) {
    return HASH.matcher(hash).matches();
  }

  /** The name in a text, whether or not there is such a token; null where there is none. */
  static @Nullable String nameIn(String text) {
    int dot = text.lastIndexOf('.');
    return dot <= 0 ? null : text.substring(0, dot);
  }

  byte[] salt() {
    return Base64.getUrlDecoder().decode(hash.substring(7, 29));
  }

  byte[] digest() {
    return Base64.getUrlDecoder().decode(hash.substring(30));
  }

  static byte[] hash(byte[] salt, String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(salt);
      return sha256.digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
