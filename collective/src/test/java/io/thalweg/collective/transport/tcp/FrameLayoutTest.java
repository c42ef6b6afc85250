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
          FrameType.CHECKED_DATA,
          new Call(
              new Generation(0x0102030405060708L, 0x1112131415161718L),
              0x2122232425262728L,
              9,
              1_000_000,
              0x31323334),
          3,
          5,
          65_536);

  private static byte[] bytes(FrameHeader header) {
    byte[] bytes = new byte[FrameLayout.HEADER_BYTES];
    header.write(FrameLayout.view(bytes), 0xCAFEBABE);
    return bytes;
  }

  @Test
  void version2HasTheseBytes() {
    assertThat(HexFormat.of().formatHex(bytes(HEADER)))
        .isEqualTo(
            "5457434c" // "TWCL"
                + "0200" // version
                + "0500" // CHECKED_DATA
                + "0807060504030201" // generation, high
                + "1817161514131211" // generation, low
                + "2827262524232221" // round
                + "09000000" // call
                + "03000000" // source rank
                + "05000000" // sequence
                + "40420f00" // vector length
                + "34333231" // operation
                + "00000100" // payload bytes
                + "bebafeca" // payload CRC32C
                + "f0f6c428"); // header CRC32C
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
  void refusesAChangeOfAnyByte() {
    for (int i = 0; i < FrameLayout.HEADER_BYTES; i++) {
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
    ByteBuffer.wrap(newer).put(FrameLayout.VERSION_OFFSET, (byte) 3);
    assertThatThrownBy(() -> HEADER.requireIn(FrameLayout.view(newer)))
        .hasMessage("frame refused: version expected=2, received=3");
  }
}
