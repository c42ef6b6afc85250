package io.thalweg.bench.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.Benches;
import io.thalweg.bench.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecodeBenchTest {
  @Test
  void measuresBothShapesBesideTheGeneralWayWhichMakesTheSameRows() throws Exception {
    List<Row> rows = DecodeBench.run(said -> {}, 1, 1);
    assertThat(rows)
        .extracting(Row::name)
        .containsExactly(
            "decode-array",
            "decode-array-vs-objects",
            "decode-array-allocated",
            "decode-array-framed",
            "decode-fields",
            "decode-fields-vs-objects",
            "decode-fields-allocated",
            "decode-fields-framed");
    assertThat(rows).allSatisfy(row -> assertThat(((Row.Measured) row).value()).isPositive());
  }

  @Test
  void isOneOfTheCommandsBenches() {
    assertThat(Benches.find("decode")).isPresent();
  }
}
