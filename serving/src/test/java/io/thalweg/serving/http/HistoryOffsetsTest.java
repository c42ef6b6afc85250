package io.thalweg.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.protocol.InferAnswer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an answer says of the histories that the server has looked up. */
class HistoryOffsetsTest {
  private static InferAnswer answer(@Nullable String trainedThrough, @Nullable String offsets) {
    return new InferAnswer(
        "m",
        3,
        null,
        trainedThrough,
        offsets,
        1,
        List.of(new InferAnswer.Output("p", new float[] {1}, null, false)));
  }

  private static String infer(@Nullable String trainedThrough, @Nullable String offsets) {
    return new String(AnswerWriter.outputs(answer(trainedThrough, offsets)), UTF_8);
  }

  @Test
  void anInferAnswerHasThemAmongItsParameters() {
    assertThat(infer("e/0:5", "0:4;unknown"))
        .contains(
            "\"parameters\":{\"trained_through\":\"e/0:5\",\"history_offsets\":\"0:4;unknown\"}");
    assertThat(infer(null, "0:4")).contains("\"parameters\":{\"history_offsets\":\"0:4\"}");
    assertThat(infer(null, null)).doesNotContain("parameters");
  }

  @Test
  void aPredictAnswerHasThemBesideThePredictions() {
    assertThat(new String(AnswerWriter.predictions(answer("e/0:5", "0:4")), UTF_8))
        .isEqualTo("{\"model_version\":\"3\",\"history_offsets\":\"0:4\",\"predictions\":[1.0]}");
  }
}
