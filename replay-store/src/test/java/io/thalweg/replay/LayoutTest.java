package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.select.SplitMix64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private static final String TABLE =
      "01"
          + "000001f4"
          + "00000080"
          + "00010000"
          + "02"
          + "00000003"
          + "00000007"
          + "0123456789abcdef";
  private static final String GROUP = "01" + "0000000000000005" + "fedcba9876543210";
  private static final TableState STATE =
      new TableState(500, 128, 65_536, Retention.WINDOW, new GroupRange(3, 7), 0x0123456789abcdefL);

  @Test
  void tableStateIsTheseBytes() {
    assertThat(HexFormat.of().formatHex(TableLayout.encode(STATE))).isEqualTo(TABLE);
    assertThat(TableLayout.decode(HexFormat.of().parseHex(TABLE))).isEqualTo(STATE);
  }

  @Test
  void groupStateIsTheseBytes() {
    Group group = new Group(Retention.RESERVOIR, 9, 5, new SplitMix64(0xfedcba9876543210L));
    assertThat(HexFormat.of().formatHex(GroupLayout.encode(group))).isEqualTo(GROUP);
    Group read = GroupLayout.decode(HexFormat.of().parseHex(GROUP), Retention.RESERVOIR, 9);
    assertThat(GroupLayout.encode(read)).isEqualTo(GroupLayout.encode(group));
    assertThat(read.stored()).isEqualTo(5);
  }

  @Test
  void anotherVersionOrLengthIsRefusedWithBothNumbers() {
    byte[] newer = TableLayout.encode(STATE);
    newer[0] = 2;
    assertThatThrownBy(() -> TableLayout.decode(newer))
        .isInstanceOf(IncompatibleSnapshotException.class)
        .hasMessage("replay snapshot: table state has version 2, this release reads 1");
    assertThatThrownBy(() -> GroupLayout.decode(new byte[] {1, 2}, Retention.WINDOW, 1))
        .isInstanceOf(IncompatibleSnapshotException.class)
        .hasMessage("replay snapshot: group state has 2 bytes, expected 17");
    assertThatThrownBy(() -> GroupLayout.decode(new byte[0], Retention.WINDOW, 1))
        .isInstanceOf(IncompatibleSnapshotException.class)
        .hasMessage("replay snapshot: group state has version none, this release reads 1");
  }
}
