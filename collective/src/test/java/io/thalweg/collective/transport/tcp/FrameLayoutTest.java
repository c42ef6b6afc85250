package io.thalweg.collective.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.Generation;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class FrameLayoutTest {

  private static final FrameHeader HEADER =
      new FrameHeader(
          FrameType.DATA,
          new Generation(0x0102030405060708L, 0x1112131415161718L),
          0x2122232425262728L,
          3,
          5,
          1_000_000,
          65_536);

  private static byte[] bytes(FrameHeader header) {
    byte[] bytes = new byte[FrameLayout.HEADER_BYTES];
    header.write(FrameLayout.view(bytes), 0xCAFEBABE);
    return bytes;
  }

  @Test
  void version1HasTheseBytes() {
    assertThat(HexFormat.of().formatHex(bytes(HEADER)))
        .isEqualTo(
            "5457434c" // "TWCL"
                + "0100" // version
                + "0300" // DATA
                + "0807060504030201" // generation, high
                + "1817161514131211" // generation, low
                + "2827262524232221" // round
                + "03000000" // source rank
                + "05000000" // sequence
                + "40420f00" // vector length
                + "00000100" // payload bytes
                + "bebafeca"); // payload CRC32C
  }

  @Test
  void handshakesHaveTheirOwnTypes() {
    Generation generation = new Generation(1, 2);
    assertThat(bytes(FrameHeader.handshake(FrameType.HELLO, generation, 1))[6]).isEqualTo((byte) 1);
    assertThat(bytes(FrameHeader.handshake(FrameType.WELCOME, generation, 1))[6])
        .isEqualTo((byte) 2);
  }

  @Test
  void acceptsWhatItWrote() throws Exception {
    HEADER.requireIn(FrameLayout.view(bytes(HEADER)));
  }

  @Test
  void refusesAChangeOfAnyByteButTheChecksum() {
    for (int i = 0; i < FrameLayout.PAYLOAD_CRC32C_OFFSET; i++) {
      byte[] changed = bytes(HEADER);
      changed[i] ^= 1;
      assertThatThrownBy(() -> HEADER.requireIn(FrameLayout.view(changed)))
          .as("byte %d", i)
          .isInstanceOf(FrameRefusedException.class);
    }
  }

  @Test
  void namesBothVersionsWhenItRefusesOne() {
    byte[] newer = bytes(HEADER);
    ByteBuffer.wrap(newer).put(FrameLayout.VERSION_OFFSET, (byte) 2);
    assertThatThrownBy(() -> HEADER.requireIn(FrameLayout.view(newer)))
        .hasMessage("frame refused: version expected=1, received=2");
  }

  @Test
  void cutsAnExchangeIntoFramesAndSendsOneForNothing() {
    int most = FrameLayout.MAX_PAYLOAD_FLOATS;
    assertThat(FrameLayout.frames(0)).isEqualTo(1);
    assertThat(FrameLayout.frames(most)).isEqualTo(1);
    assertThat(FrameLayout.frames(most + 1)).isEqualTo(2);
    assertThat(FrameLayout.frames(Integer.MAX_VALUE)).isEqualTo(1 << 17);
  }
}
