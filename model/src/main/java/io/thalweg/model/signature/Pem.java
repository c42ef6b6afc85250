package io.thalweg.model.signature;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;

/** One block of a PEM file (RFC 7468). Stateless. */
final class Pem {
  private static final long MAX_BYTES = 64 << 10;

  private Pem() {}

  /**
   * The bytes between the lines that begin and end the block.
   *
   * @param label such as {@code PUBLIC KEY}
   * @throws IOException with one line that names the file
   */
  static byte[] read(Path file, String label) throws IOException {
    String text = text(file);
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      throw new IOException("%s has no line '%s'".formatted(file, begin));
    }
    try {
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw new IOException("%s is no PEM file: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static String text(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("%s is %d bytes long, no key is".formatted(file, Files.size(file)));
      }
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    }
  }
}
