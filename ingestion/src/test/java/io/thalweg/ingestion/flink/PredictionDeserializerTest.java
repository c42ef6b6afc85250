package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.PredictionsSpec;
import io.thalweg.schemas.ServedPrediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PredictionDeserializerTest {
  private final PredictionDeserializer deserializer =
      new PredictionDeserializer(new PredictionsSpec("t", "m", 2, Duration.ofHours(1)));

  private List<ServedLogits> read(byte @Nullable [] value) {
    List<ServedLogits> out = new ArrayList<>();
    Collector<ServedLogits> collector =
        new Collector<>() {
          @Override
          public void collect(ServedLogits one) {
            out.add(one);
          }

          @Override
          public void close() {}
        };
    deserializer.deserialize(new ConsumerRecord<>("t", 0, 5, null, value), collector);
    return out;
  }

  private static byte[] prediction(String model, Float... logits) {
    return new ServedPrediction("e", 1, model, 2, 3, List.of(logits), null, 4).toBytes();
  }

  @Test
  void anAnswerOfTheModelIsReadUnderItsEventsId() {
    assertThat(read(prediction("m", 0.5f, -1f)))
        .containsExactly(new ServedLogits("e/1", new float[] {0.5f, -1}));
  }

  @Test
  void whatIsNoAnswerOfTheModelIsSkipped() {
    assertThat(read(prediction("other", 0.5f, -1f))).isEmpty();
    assertThat(read(prediction("m", 0.5f))).isEmpty();
    assertThat(read(prediction("m", 0.5f, Float.NaN))).isEmpty();
    assertThat(read(prediction("m", 0.5f, Float.POSITIVE_INFINITY))).isEmpty();
    assertThat(read(Arrays.copyOf(prediction("m", 0.5f, -1f), 20))).isEmpty();
    assertThat(read(null)).isEmpty();
  }

  @Test
  void bytesInStateStayWhatTheyAre() throws Exception {
    ServedLogits answer = new ServedLogits("é", new float[] {1, -0.5f});
    DataOutputSerializer out = new DataOutputSerializer(64);
    ServedLogitsSerializer.INSTANCE.serialize(answer, out);
    assertThat(out.getCopyOfBuffer())
        .asHexString()
        .isEqualTo("00000002" + "3F800000" + "BF000000" + "00000002" + "C3A9");
    assertThat(
            ServedLogitsSerializer.INSTANCE.deserialize(
                new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(answer);
  }
}
