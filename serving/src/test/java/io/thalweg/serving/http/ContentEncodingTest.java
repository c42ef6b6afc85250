package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentEncodingTest {
  private static final byte[] TEXT = "{\"inputs\":[]}".repeat(9).getBytes(StandardCharsets.UTF_8);
  private static final long LIMIT = 1 << 20;

  @Test
  void whatWasCompressedComesOutAsItWas() throws IOException {
    assertThat(ContentEncoding.decode(null, TEXT, LIMIT)).isEqualTo(TEXT);
    assertThat(ContentEncoding.decode("identity", TEXT, LIMIT)).isEqualTo(TEXT);
    assertThat(ContentEncoding.decode("GZIP", gzip(TEXT, 1), LIMIT)).isEqualTo(TEXT);
    assertThat(ContentEncoding.decode("deflate", deflate(TEXT), LIMIT)).isEqualTo(TEXT);
  }

  @Test
  void aBodyOfJustTheLimitIsLetThrough() throws IOException {
    assertThat(ContentEncoding.decode("gzip", gzip(TEXT, 1), TEXT.length)).isEqualTo(TEXT);
    assertThatThrownBy(() -> ContentEncoding.decode("gzip", gzip(TEXT, 1), TEXT.length - 1))
        .hasMessage(
            "the decompressed body is too large, at most "
                + (TEXT.length - 1)
                + " bytes are accepted");
  }

  /** 256 MiB of zeros in a quarter of one. */
  @Test
  void aBombCostsLittleHeap() throws IOException {
    byte[] bomb = gzip(new byte[1 << 20], 256);
    assertThat(bomb.length).isLessThan((int) LIMIT);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    RequestException refused = null;
    try {
      ContentEncoding.decode("gzip", bomb, LIMIT);
    } catch (RequestException e) {
      refused = e;
    }

    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(refused).isNotNull();
    assertThat(refused.status()).isEqualTo(Status.TOO_LARGE);
    assertThat(allocated).isLessThan(32 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  void whatIsNotSoCompressedIsRefused(String encoding) {
    assertThatThrownBy(() -> ContentEncoding.decode(encoding, TEXT, LIMIT))
        .isInstanceOf(RequestException.class)
        .hasMessageStartingWith(
            "the body is not the " + encoding + " that its content-encoding says: ");
  }

  @Test
  void whatIsCutShortIsRefused() throws IOException {
    byte[] whole = gzip(TEXT, 1);

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ContentEncoding.decode("gzip", cut, LIMIT))
          .as("%d bytes", length)
          .isInstanceOf(RequestException.class);
    }
  }

  @Test
  void anUnknownEncodingIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> ContentEncoding.decode("br", TEXT, LIMIT))
        .isInstanceOf(RequestException.class)
        .hasMessage("content-encoding 'br' is unknown, want gzip, deflate or none");
  }

  static byte[] gzip(byte[] block, int times) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      for (int i = 0; i < times; i++) {
        out.write(block);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] deflate(byte[] block) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(block);
    }
    return bytes.toByteArray();
  }
}
