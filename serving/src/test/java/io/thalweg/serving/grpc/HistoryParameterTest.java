package io.thalweg.serving.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.protocol.InferAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HistoryParameterTest {
  private static InferAnswer answer(@Nullable String offsets) {
    return new InferAnswer(
        "m",
        3,
        null,
        null,
        offsets,
        1,
        List.of(new InferAnswer.Output("p", new float[] {1}, null, false)));
  }

  @Test
  void anAnswerSaysUpToWhereHistoriesReachThatWereLookedUp() {
    assertThat(AnswerMessages.outputs(answer("0:4"), false).getParametersMap())
        .hasEntrySatisfying(
            "history_offsets", p -> assertThat(p.getStringParam()).isEqualTo("0:4"));
    assertThat(AnswerMessages.outputs(answer(null), false).getParametersMap()).isEmpty();
  }
}
