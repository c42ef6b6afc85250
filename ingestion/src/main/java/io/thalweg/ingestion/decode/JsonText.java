package io.thalweg.ingestion.decode;

import com.fasterxml.jackson.core.JsonParser;
import io.thalweg.model.feature.BadValueException;
import java.io.IOException;

/** A string of JSON, escapes resolved, as UTF-8. Stateless. */
final class JsonText {
  private static final int MOST_BYTES_PER_CHAR = 3;

  private JsonText() {}

  /** Of the parser's present token; its length in characters the parser has limited. */
  static void read(JsonParser in, String path, FieldValue out)
      throws IOException, BadValueException {
    int length = in.getTextLength();
    int from = in.getTextOffset();
    char[] text = in.getTextCharacters();
    byte[] to = out.textBuffer(MOST_BYTES_PER_CHAR * length);
    int at = 0;
    for (int i = from; i < from + length; i++) {
      char c = text[i];
      if (c < 0x80) {
        to[at++] = (byte) c;
      } else if (c < 0x800) {
        to[at++] = (byte) (0xC0 | (c >> 6));
        to[at++] = rest(c, 0);
      } else if (Character.isSurrogate(c)) {
        if (i + 1 == from + length || !Character.isSurrogatePair(c, text[i + 1])) {
          throw new BadValueException(path + ": half of a surrogate pair is no text");
        }
        int codePoint = Character.toCodePoint(c, text[++i]);
        to[at++] = (byte) (0xF0 | (codePoint >> 18));
        to[at++] = rest(codePoint, 12);
        to[at++] = rest(codePoint, 6);
        to[at++] = rest(codePoint, 0);
      } else {
        to[at++] = (byte) (0xE0 | (c >> 12));
        to[at++] = rest(c, 6);
        to[at++] = rest(c, 0);
      }
    }
    if (at > AvroCursor.MAX_TEXT_BYTES) {
      throw new BadValueException(
          "%s: length %d, at most %d".formatted(path, at, AvroCursor.MAX_TEXT_BYTES));
    }
    out.length = at;
  }

  /** A byte of a sequence that isn't its first. */
  private static byte rest(int codePoint, int shift) {
    return (byte) (0x80 | ((codePoint >> shift) & 0x3F));
  }
}
