package io.thalweg.bench.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.Benches;
import io.thalweg.bench.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepBenchTest {
  @Test
  void measuresEachKernelAndFunctionBesideTheOtherEngine() throws Exception {
    List<String> said = new ArrayList<>();
    List<Row> rows = StepBench.run(said::add, List.of(2), 1);
    assertThat(rows)
        .extracting(Row::name)
        .containsExactly("step-2", "step-2-java", "step-2-tanh", "step-2-gelu", "step-2-silu");
    assertThat(rows)
        .allSatisfy(
            row -> {
              Row.Measured measured = (Row.Measured) row;
              assertThat(measured.value()).isPositive();
              assertThat(measured.reference().orElseThrow().name()).isEqualTo("DJL's engine");
            });
    assertThat(said.get(0)).startsWith("products by OpenBLAS ");
  }

  @Test
  void isOneOfTheCommandsBenches() {
    assertThat(Benches.find("step")).isPresent();
  }
}
