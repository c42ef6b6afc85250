package io.thalweg.replay.tier.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyLayoutTest {

  @Test
  void keysAreTheseBytes() {
    assertThat(hex(KeyLayout.table())).isEqualTo("00");
    assertThat(hex(KeyLayout.group(0x7fff))).isEqualTo("017fff");
    assertThat(hex(row(0xabcd, 0x01020304))).isEqualTo("02abcd01020304");
  }

  @Test
  void aRowKeyTellsItsGroupAndSlot() {
    ByteBuffer key = KeyLayout.row(ByteBuffer.allocate(KeyLayout.ROW_KEY_BYTES), 40_000, 77);
    assertThat(KeyLayout.isRowOf(key, 40_000)).isTrue();
    assertThat(KeyLayout.isRowOf(key, 40_001)).isFalse();
    assertThat(KeyLayout.slot(key)).isEqualTo(77);
  }

  private static byte[] row(int group, int slot) {
    return KeyLayout.row(ByteBuffer.allocate(KeyLayout.ROW_KEY_BYTES), group, slot).array();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
