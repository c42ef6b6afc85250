package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.Offsets.Input;
import io.thalweg.learner.sync.Offsets.Lane;
import io.thalweg.learner.sync.Offsets.Span;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoordinationStateTest {
  private static final Span SPAN = new Span(15, 16, 17);
  private static final CoordinationState STATE =
      new CoordinationState(
          7,
          new Totals(8, 9, 10, 0.5, new Offsets(Map.of(new Lane(Input.LABELS, 14), SPAN))),
          11,
          "ab",
          12,
          List.of(new Staged(13, "c")));

  private static final String OFFSETS =
      "00000001" // lanes
          + "010000000e" // labels, partition
          + "000000000000000f00000000000000100000000000000011"; // from, through, to

  /** Versions 1 and 2, big endian: every later version has to read them. */
  private static String golden(String format, String offsets) {
    return format
        + "0000000000000007" // round
        + "0000000000000008" // examples
        + "0000000000000009" // steps
        + "000000000000000a" // correct
        + "3fe0000000000000" // log loss
        + offsets
        + "000000000000000b" // last version
        + "00026162" // parent
        + "000000000000000c" // released examples
        + "00000001" // pending
        + "000000000000000d"
        + "000163";
  }

  @Test
  void version2OfTheBytesIsFixed() {
    byte[] golden = HexFormat.of().parseHex(golden("00000002", OFFSETS));
    assertThat(STATE.toBytes()).isEqualTo(golden);
    assertThat(CoordinationState.fromBytes(golden)).isEqualTo(STATE);
    assertThat(CoordinationState.fromBytes(CoordinationState.INITIAL.toBytes()))
        .isEqualTo(CoordinationState.INITIAL);
  }

  @Test
  void version1WhichKnewNoOffsetsIsRead() {
    byte[] golden = HexFormat.of().parseHex(golden("00000001", ""));
    assertThat(CoordinationState.fromBytes(golden))
        .isEqualTo(
            new CoordinationState(
                7, new Totals(8, 9, 10, 0.5), 11, "ab", 12, List.of(new Staged(13, "c"))));
  }

  @Test
  void anotherFormatIsRefusedWithBothNumbers() {
    byte[] bytes = STATE.toBytes();
    bytes[3] = 3;
    assertThatThrownBy(() -> CoordinationState.fromBytes(bytes))
        .hasMessage("coordinator state has format 3, this build reads up to 2");
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
