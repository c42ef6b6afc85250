package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.PredictionsSpec;
import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.ServedPrediction;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads served predictions inside the source, and counts what it skips. Of another model's, of one
 * with another number of logits or with any that is no finite number, and of bytes that aren't one,
 * nothing comes. Confined to the reader's thread.
 */
final class PredictionDeserializer implements KafkaRecordDeserializationSchema<ServedLogits> {
  private final PredictionsSpec spec;
  private transient Counter skipped = new SimpleCounter();

  PredictionDeserializer(PredictionsSpec spec) {
    this.spec = spec;
  }

  @Override
  public void open(InitializationContext context) {
    skipped = context.getMetricGroup().addGroup("thalweg").counter(IngestionMetrics.SKIPPED);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ServedLogits> out) {
    if (record.value() == null) {
      return;
    }
    try {
      ServedPrediction prediction = ServedPrediction.fromBytes(record.value());
      List<Float> logits = prediction.logits();
      if (prediction.model().equals(spec.model())
          && logits.size() == spec.logits()
          && logits.stream().allMatch(Float::isFinite)) {
        out.collect(new ServedLogits(prediction.eventId(), floats(logits)));
      } else {
        skipped.inc();
      }
    } catch (ContractException e) {
      skipped.inc();
    }
  }

  private static float[] floats(List<Float> values) {
    float[] out = new float[values.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = values.get(i);
    }
    return out;
  }

  @Override
  public TypeInformation<ServedLogits> getProducedType() {
    return ValueTypeInfo.SERVED_LOGITS;
  }
}
