package io.thalweg.ingestion.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.BadValueException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
  /** Beginnings and ends of what a byte may be in UTF-8. */
  private static final int[] EDGES = {
    1, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
    0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
  };

  @Test
  void agreesWithTheJdksStrictDecoder() {
    Random random = new Random(7);
    int valid = 0;
    for (int i = 0; i < 400_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(12)];
      for (int b = 0; b < bytes.length; b++) {
        bytes[b] =
            random.nextInt(3) == 0
                ? (byte) (1 + random.nextInt(127))
                : (byte) EDGES[random.nextInt(EDGES.length)];
      }
      boolean expected = decodes(bytes);
      assertThat(isValid(bytes)).as("seed=7, i=" + i).isEqualTo(expected);
      valid += expected ? 1 : 0;
    }
    assertThat(valid).isGreaterThan(10_000);
  }

  @Test
  void noNulIsText() {
    for (int at = 0; at < 20; at++) {
      byte[] bytes = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);
      bytes[at] = 0;
      assertThat(isValid(bytes)).isFalse();
    }
  }

  private static boolean isValid(byte[] bytes) {
    try {
      Utf8.requireValid(bytes, 0);
      return true;
    } catch (BadValueException e) {
      return false;
    }
  }

  private static boolean decodes(byte[] bytes) {
    try {
      var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
