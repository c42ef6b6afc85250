package io.thalweg.replay.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as 64 lower-case hexadecimal digits. */
final class Sha256 {
  static final int DIGITS = 64;
  private static final int BUFFER_BYTES = 1 << 16;

  private Sha256() {}

  static String of(byte[] bytes, int length) {
    MessageDigest digest = digest();
    digest.update(bytes, 0, length);
    return hex(digest);
  }

  /** Of a file that has {@code length} bytes; one that changes meanwhile is refused. */
  static String of(Path file, long length) {
    MessageDigest digest = digest();
    long hashed = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        hashed += read;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "replay snapshot can't be hashed: file=%s, cause=%s".formatted(file, e), e);
    }
    if (hashed != length) {
      throw new IllegalStateException(
          "replay snapshot changes while it is hashed: file=%s, listed bytes=%d, read=%d"
              .formatted(file, length, hashed));
    }
    return hex(digest);
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
