package io.thalweg.collective.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Pins the bytes of version 1, worked out from the layouts; a change needs a new version. */
final class GoldenFrameTest {

  private static final float[] VALUES = {1, -2, 0.5f, 0, 127};

  private static String hex(Codec codec) {
    ByteBuffer frame = codec.encode(VALUES, 0);
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Version, kind, parameter, length, then the body. */
  private static String frame(String kind, String parameter, String body) {
    return "0100" + kind + "00" + parameter + "05000000" + body;
  }

  @Test
  void framesKeepTheirBytes() {
    String none = "00000000";
    assertThat(hex(Codecs.fp16())).isEqualTo(frame("01", none, "003c00c000380000f057"));
    assertThat(hex(Codecs.bf16())).isEqualTo(frame("02", none, "803f00c0003f0000fe42"));
    // one block of scale 1: 0.5 is a tie and goes to the even 0
    assertThat(hex(Codecs.int8(8))).isEqualTo(frame("03", "08000000", "0000803f" + "01fe00007f"));
    // below: -2; from 0 up: 128.5 / 4; bits 0, 2, 3, 4
    assertThat(hex(Codecs.oneBit(8)))
        .isEqualTo(frame("05", "08000000", "000000c0" + "00800042" + "1d"));
    assertThat(hex(Codecs.topK(0.4)))
        .isEqualTo(
            frame("06", none, "02000000" + "01000000" + "000000c0" + "04000000" + "0000fe42"));
    // gaps 1 and 2 with parameter 0: 1 0, 1 1 0, from the lowest bit on
    assertThat(hex(Codecs.topKCoded(0.4)))
        .isEqualTo(frame("07", none, "02000000" + "00" + "00c0" + "fe42" + "0d"));
  }
}
