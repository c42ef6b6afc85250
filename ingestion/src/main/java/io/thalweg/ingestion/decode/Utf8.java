package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Whether bytes are text in UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above
 * U+10FFFF) without NUL, by which a parser could take them for UTF-16. Stateless.
 */
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = 0x0101010101010101L;

  private Utf8() {}

  static void requireValid(byte[] bytes, int from) throws BadValueException {
    int at = from;
    while (at < bytes.length) {
      at = pastAscii(bytes, at);
      if (at < bytes.length) {
        int length = sequence(bytes, at);
        if (length == 0) {
          throw new BadValueException(
              "byte %d of %d, 0x%02x, is no UTF-8 text".formatted(at, bytes.length, bytes[at]));
        }
        at += length;
      }
    }
  }

  /** Eight bytes at a time, of which none is 0 or above 127; the rest one by one. */
  private static int pastAscii(byte[] bytes, int from) {
    int at = from;
    while (at <= bytes.length - Long.BYTES) {
      long eight = (long) LONG.get(bytes, at);
      if ((eight & HIGH_BITS) != 0 || ((eight - LOW_BITS) & ~eight & HIGH_BITS) != 0) {
        break;
      }
      at += Long.BYTES;
    }
    while (at < bytes.length && bytes[at] > 0) {
      at++;
    }
    return at;
  }

  /** How many bytes one character has there; 0 for none. */
  private static int sequence(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || at + length > bytes.length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
