package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.flink.Example;
import io.thalweg.ingestion.flink.Position;
import io.thalweg.learner.sync.Course.Apply;
import io.thalweg.learner.sync.Course.Freeze;
import io.thalweg.learner.sync.Course.Learn;
import io.thalweg.learner.sync.Course.Step;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CourseStateTest {
  private static final String HEAD = "00000001" + "00000002" + "00000003" + "02" + "00";
  private static final String TIMES = "01020304" + "0000000000000005" + "0000000000000006";
  private static final String POSITIONS =
      "00000001" + "0000000000000009" + "00000002" + "000000000000000a";
  private static final String NOBODY = "0000000000000000" + "00";
  private static final String END = "00000003c3a931" + "000000020708" + "01";

  private static List<Step<Example>> steps(Position event, Position label) {
    Example example = new Example("é1", 0x01020304, 5, 6, event, label, new byte[] {7, 8});
    return List.of(new Apply<>(), new Learn<>(example), new Freeze<>());
  }

  private static CourseState read(String hex) throws IOException {
    return CourseState.fromBytes(HexFormat.of().parseHex(hex));
  }

  @Test
  void bytesOfEachFormatAndOfEachVersionOfItsExamplesAreRead() throws IOException {
    CourseState state = new CourseState(1, 2, steps(new Position(1, 9), new Position(2, 10)));
    String now = "00000002" + "00000003" + HEAD + TIMES + POSITIONS + NOBODY + END;
    assertThat(HexFormat.of().formatHex(state.toBytes())).isEqualTo(now);
    assertThat(read(now)).isEqualTo(state);
    assertThat(read("00000001" + HEAD + TIMES + POSITIONS + END))
        .as("format 1, which said nothing of its examples")
        .isEqualTo(state);
    assertThat(read("00000002" + "00000002" + HEAD + TIMES + POSITIONS + END))
        .as("examples from before they were about somebody")
        .isEqualTo(state);
    assertThat(read("00000002" + "00000001" + HEAD + TIMES + END))
        .as("examples from before they had positions")
        .isEqualTo(new CourseState(1, 2, steps(Position.UNKNOWN, Position.UNKNOWN)));
  }

  @Test
  void whatIsNewerIsRefusedWithBothNumbers() {
    assertThatThrownBy(() -> read("00000003"))
        .hasMessage("a learner's course has format 3, this build reads up to 2");
    assertThatThrownBy(() -> read("00000002" + "00000004"))
        .isInstanceOf(IOException.class)
        .hasMessage("ExampleSerializer: bytes of version 4, this build reads up to version 3");
  }
}
