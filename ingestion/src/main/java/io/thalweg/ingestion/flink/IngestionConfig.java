package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.PredictionsSpec;
import io.thalweg.ingestion.Reading;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.model.feature.FeatureSpec;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline reads and how. Immutable.
 *
 * @param bootstrapServers of Kafka
 * @param properties of every Kafka client, passed through
 * @param deadLetterTopic where refused records go, if {@code onBadRecord} says so
 * @param onBadRecord of events and of labels
 * @param dedupWindow how long an id is remembered where labels are inline; zero: duplicates aren't
 *     looked for, and a partition's order is kept
 * @param outOfOrderness how much later than newer ones a record of a partition may come
 * @param idleAfter without a record for so long, a partition's time goes on with the wall clock
 * @param order in which examples leave ingestion
 * @param namePrefix of the operators' names and uids, say the pipeline's name
 * @param predictions a server's answers, which examples are given along; null for none
 * @param erasureTopic whose records name subjects that are to be forgotten; null for none
 * @param reading how much of the past
 * @param publishesPasts whether somebody follows what histories remember of keys
 */
public record IngestionConfig(
    String bootstrapServers,
    Map<String, String> properties,
    SourceSpec source,
    LabelSpec labels,
    FeatureSpec features,
    String deadLetterTopic,
    OnBadRecord onBadRecord,
    Duration dedupWindow,
    Duration outOfOrderness,
    Duration idleAfter,
    InputOrder order,
    String namePrefix,
    @Nullable PredictionsSpec predictions,
    @Nullable String erasureTopic,
    Reading reading,
    boolean publishesPasts) {
  public IngestionConfig {
    properties = Map.copyOf(properties);
    if (predictions != null && order instanceof InputOrder.Merged) {
      throw new IllegalArgumentException("answers of a server come in no order");
    }
    if (erasureTopic != null && order instanceof InputOrder.Merged) {
      throw new IllegalArgumentException("erasures come in no order");
    }
    if (reading.backfill() != null && order instanceof InputOrder.Merged) {
      throw new IllegalArgumentException("files end when they have been read, in no order");
    }
  }

  /** Of whole topics alone, and bad records go to the dead letters. */
  public IngestionConfig(
      String bootstrapServers,
      Map<String, String> properties,
      SourceSpec source,
      LabelSpec labels,
      FeatureSpec features,
      String deadLetterTopic,
      Duration dedupWindow,
      Duration outOfOrderness,
      Duration idleAfter,
      InputOrder order,
      String namePrefix) {
    this(
        bootstrapServers,
        properties,
        source,
        labels,
        features,
        deadLetterTopic,
        OnBadRecord.DEAD_LETTER,
        dedupWindow,
        outOfOrderness,
        idleAfter,
        order,
        namePrefix,
        null,
        null,
        Reading.WHOLE_TOPICS,
        false);
  }
}
