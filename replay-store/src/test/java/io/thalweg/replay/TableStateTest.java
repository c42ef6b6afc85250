package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TableStateTest {
  private static final TableState STATE =
      new TableState(
          500, 12, 128, 65_536, Retention.WINDOW, new GroupRange(3, 7), 1, 2, 3, 4, 5, 6, 7);
  private static final String BYTES =
      "02"
          + "000001f4"
          + "0000000c"
          + "00000080"
          + "00010000"
          + "%02x".formatted(Retention.WINDOW.code())
          + "00000003"
          + "00000007"
          + "0000000000000001"
          + "0000000000000002"
          + "0000000000000003"
          + "0000000000000004"
          + "0000000000000005"
          + "0000000000000006"
          + "0000000000000007";

  @Test
  void isTheseBytes() {
    assertThat(HexFormat.of().formatHex(STATE.encode())).isEqualTo(BYTES);
    assertThat(TableState.decode(HexFormat.of().parseHex(BYTES))).isEqualTo(STATE);
  }

  @Test
  void anotherVersionOrLengthIsRefusedWithBothNumbers() {
    byte[] newer = STATE.encode();
    newer[0] = 3;
    assertThatThrownBy(() -> TableState.decode(newer))
        .isInstanceOf(IncompatibleSnapshotException.class)
        .hasMessage("replay snapshot: table state has version 3, this release reads 2");
    byte[] shorter = Arrays.copyOf(STATE.encode(), 80);
    assertThatThrownBy(() -> TableState.decode(shorter))
        .isInstanceOf(IncompatibleSnapshotException.class)
        .hasMessage("replay snapshot: table state has 80 bytes, expected 82");
    assertThatThrownBy(() -> TableState.decode(new byte[0]))
        .hasMessage("replay snapshot: table state has version none, this release reads 2");
  }
}
