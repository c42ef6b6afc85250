package io.thalweg.serving.http;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Decompresses request bodies, of which no more is ever held than the limit. Stateless. */
final class ContentEncoding {
  private static final int CHUNK = 1 << 13;

  private ContentEncoding() {}

  /**
   * The body as it was before it was compressed.
   *
   * @param encoding of the header; null: it wasn't
   * @param maxBytes of the result
   * @throws RequestException when it isn't so compressed, or too large
   */
  static byte[] decode(@Nullable String encoding, byte[] body, long maxBytes) {
    if (encoding == null) {
      return body;
    }
    try {
      return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
        case "", "identity" -> body;
        case "gzip", "x-gzip" ->
            inflate(new GZIPInputStream(new ByteArrayInputStream(body)), maxBytes);
        case "deflate" ->
            inflate(new InflaterInputStream(new ByteArrayInputStream(body)), maxBytes);
        default ->
            throw RequestException.of(
                Status.UNSUPPORTED,
                "content-encoding '%s' is unknown, want gzip, deflate or none".formatted(encoding));
      };
    } catch (IOException e) {
      throw RequestException.bad(
          "the body is not the %s that its content-encoding says: %s"
              .formatted(encoding, e.getMessage()));
    }
  }

  private static byte[] inflate(InputStream compressed, long maxBytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK);
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = compressed) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        if (out.size() + (long) n > maxBytes) {
          throw RequestException.of(
              Status.TOO_LARGE,
              "the decompressed body is too large, at most %d bytes are accepted"
                  .formatted(maxBytes));
        }
        out.write(chunk, 0, n);
      }
    }
    return out.toByteArray();
  }
}
