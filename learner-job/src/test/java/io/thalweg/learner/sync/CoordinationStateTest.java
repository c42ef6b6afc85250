package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.learner.sync.LearnerMessage.Staged;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoordinationStateTest {
  private static final CoordinationState STATE =
      new CoordinationState(
          7, new Totals(8, 9, 10, 0.5), 11, "ab", 12, List.of(new Staged(13, "c")));

  /** Version 1, big endian: a golden file that every later version has to read. */
  private static final String GOLDEN =
      "00000001" // format
          + "0000000000000007" // round
          + "0000000000000008" // examples
          + "0000000000000009" // steps
          + "000000000000000a" // correct
          + "3fe0000000000000" // log loss
          + "000000000000000b" // last version
          + "00026162" // parent
          + "000000000000000c" // released examples
          + "00000001" // pending
          + "000000000000000d"
          + "000163";

  @Test
  void version1OfTheBytesIsFixed() {
    byte[] golden = HexFormat.of().parseHex(GOLDEN);
    assertThat(STATE.toBytes()).isEqualTo(golden);
    assertThat(CoordinationState.fromBytes(golden)).isEqualTo(STATE);
    assertThat(CoordinationState.fromBytes(CoordinationState.INITIAL.toBytes()))
        .isEqualTo(CoordinationState.INITIAL);
  }

  @Test
  void anotherFormatIsRefusedWithBothNumbers() {
    byte[] bytes = STATE.toBytes();
    bytes[3] = 2;
    assertThatThrownBy(() -> CoordinationState.fromBytes(bytes))
        .hasMessage("coordinator state has format 2, this build reads 1");
  }

  @Test
  void truncatedBytesAreRefused() {
    byte[] bytes = STATE.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> CoordinationState.fromBytes(part))
          .hasMessage("coordinator state is truncated: " + length + " bytes");
    }
  }
}
