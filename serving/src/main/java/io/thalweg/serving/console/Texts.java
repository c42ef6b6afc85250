package io.thalweg.serving.console;

import java.nio.charset.StandardCharsets;

/** Texts that somebody else wrote, short enough to keep. Stateless. */
final class Texts {
  private Texts() {}

  static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  /** Bytes as printable ASCII, a dot for each other one. */
  static String printable(byte[] bytes, int most) {
    byte[] out = new byte[Math.min(bytes.length, most)];
    for (int i = 0; i < out.length; i++) {
      out[i] = bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : (byte) '.';
    }
    return new String(out, StandardCharsets.US_ASCII);
  }
}
