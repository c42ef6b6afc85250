package io.thalweg.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.Gru;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.serving.infer.InputEncoder;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.protocol.json.InferJsonReader;
import io.thalweg.serving.version.Servable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SequenceInputTest {
  private static final ModelSpec SPEC =
      new ModelSpec(
          "m",
          new FeatureSpec(
              List.of(new History("s", Of.FIELD, "x", Aggregate.SEQUENCE, 3, 0, Scaling.NONE))),
          new Gru(List.of("s"), 2, List.of()),
          new Head.Binary(),
          1);

  private static Servable servable() {
    Manifest manifest =
        new Manifest(
            SPEC,
            1,
            null,
            0,
            0,
            0,
            0,
            Map.of(),
            Map.of(),
            new Manifest.Parity(List.of(), List.of()),
            List.of());
    return new Servable(
        manifest,
        "sha",
        0,
        new Predictor() {
          @Override
          public Outputs run(float[] dense, int rows) {
            throw new AssertionError();
          }

          @Override
          public void close() {}
        });
  }

  private static float[] encode(List<Integer> shape, String json) {
    String body =
        "{\"inputs\":[{\"name\":\"s\",\"datatype\":\"FP64\",\"shape\":%s,\"data\":%s}]}"
            .formatted(shape, json);
    return InputEncoder.encode(servable(), InferJsonReader.read(body.getBytes(UTF_8)));
  }

  @Test
  void aSequenceComesOldestFirstAndNullIsAStepThatIsMissing() throws Exception {
    float none = Float.NaN;
    assertThat(encode(List.of(2, 3), "[null, 5, 6.5, 1, null, 3]"))
        .containsExactly(none, 5, 6.5f, 0, 1, 1, 1, none, 3, 1, 0, 1);
  }

  @Test
  void aSequenceOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> encode(List.of(1, 2), "[1, 2]"))
        .hasMessage("input 's': shape [1, 2], want [batch, 3]");
    assertThatThrownBy(() -> encode(List.of(1, 3), "[1, 2, true]"))
        .hasMessage("input 's', row 0: want a number, found true");
  }

  @Test
  void theMetadataHasItsShape() {
    String json = new String(AnswerWriter.model(servable(), List.of(1L), null), UTF_8);

    assertThat(json)
        .contains("{\"name\":\"s\",\"datatype\":\"FP64\",\"shape\":[-1,3]}")
        .contains("{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[-1,6]}");
  }
}
