package io.thalweg.ingestion.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines of JSON as they stand there; blank ones don't count, nor a byte order mark. What is beyond
 * a record's greatest length isn't kept: nobody reads it. Confined to one thread.
 */
final class JsonEvents implements EventRows {
  private static final int KEPT = (1 << 20) + 1;

  /** U+FEFF. */
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final String name;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private int from;
  private int end;
  private long line;

  private JsonEvents(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  static JsonEvents open(String name, Path file) throws IOException {
    return new JsonEvents(name, Files.newInputStream(file));
  }

  @Override
  public @Nullable EventRow next() throws EventFileException {
    try {
      while (readLine()) {
        byte[] bytes = withoutMark(text.toByteArray());
        if (!isBlank(bytes)) {
          return EventRow.of(line, bytes, bytes);
        }
      }
      return null;
    } catch (IOException e) {
      throw new EventFileException("%s:%d: %s".formatted(name, line, e.getMessage()), e);
    }
  }

  /** Some editors begin a file with one. */
  private byte[] withoutMark(byte[] bytes) {
    boolean isMarked =
        line == 1
            && bytes.length >= MARK.length
            && Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length);
    return isMarked ? Arrays.copyOfRange(bytes, MARK.length, bytes.length) : bytes;
  }

  /** False at the end. */
  private boolean readLine() throws IOException {
    text.reset();
    if (from == end && !fill()) {
      return false;
    }
    line++;
    do {
      int stop = from;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      text.write(buffer, from, Math.min(stop - from, KEPT - text.size()));
      boolean isWhole = stop < end;
      from = isWhole ? stop + 1 : end;
      if (isWhole) {
        return true;
      }
    } while (fill());
    return true;
  }

  /** False at the end of the file. */
  private boolean fill() throws IOException {
    from = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
