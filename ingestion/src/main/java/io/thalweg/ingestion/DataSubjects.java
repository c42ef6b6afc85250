package io.thalweg.ingestion;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Whom events are about, as the numbers under which every tier knows them: the first 64 bits of the
 * SHA-256 of the UTF-8 bytes, so that nobody can choose a name with another's number. Stateless.
 *
 * <p>Two subjects share a number with a probability of 2^-64, and would be erased together.
 */
public final class DataSubjects {
  /** Of an event that is about nobody. */
  public static final long NOBODY = 0;

  /** The same on every machine and in every release: numbers lie in checkpoints. */
  public static long number(String subject) {
    byte[] digest = sha256().digest(subject.getBytes(StandardCharsets.UTF_8));
    long number = ByteBuffer.wrap(digest).getLong();
    return number == NOBODY ? 1 : number;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private DataSubjects() {}
}
