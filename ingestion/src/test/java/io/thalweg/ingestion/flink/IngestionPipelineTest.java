package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.BackfillSpec;
import io.thalweg.ingestion.BackfillSpec.Format;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.BindingException;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.PredictionsSpec;
import io.thalweg.ingestion.Reading;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.Start;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IngestionPipelineTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "E", "fields": [
        {"name": "id", "type": "long"}, {"name": "x", "type": "double"},
        {"name": "y", "type": "int"}]}
      """;
  private static final SourceSpec SOURCE = new SourceSpec("e", "e.avsc", SCHEMA, "id", null, null);
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Numeric(
                  "x", "x", Feature.Transform.LOG1P, Feature.Scaling.STANDARDIZE, -0.5, 9)));
  private static final LabelSpec INLINE = new LabelSpec.Inline("y", 2);
  private static final LabelSpec FROM_TOPIC =
      new LabelSpec.FromTopic("l", "l.avsc", SCHEMA, "id", "y", null, Duration.ofMinutes(1), 2);

  @Test
  void everyOperatorHasAUidAndCanBeShipped() {
    assertThat(uids(INLINE, Duration.ZERO)).containsExactly("p-events-source", "p-events-split");
    assertThat(uids(INLINE, Duration.ofHours(1)))
        .containsExactly("p-dedup", "p-events-source", "p-events-split");
    assertThat(uids(FROM_TOPIC, Duration.ZERO))
        .containsExactly(
            "p-events-source",
            "p-events-split",
            "p-label-join",
            "p-labels-source",
            "p-labels-split");
  }

  @Test
  void answersOfAServerAreJoinedBehindAllElse() {
    PredictionsSpec answers = new PredictionsSpec("p.predictions", "p", 1, Duration.ofHours(1));
    IngestionConfig plain = config(FROM_TOPIC, Duration.ZERO, FEATURES);
    assertThat(uids(with(plain, plain.order(), answers, null)))
        .containsExactly(
            "p-events-source",
            "p-events-split",
            "p-label-join",
            "p-labels-source",
            "p-labels-split",
            "p-logits-join",
            "p-predictions-source");
    assertThatThrownBy(() -> with(plain, new InputOrder.Merged(1, 1), answers, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void erasuresPassEveryOperatorThatKeepsEvents() {
    IngestionConfig plain = config(FROM_TOPIC, Duration.ZERO, FEATURES);
    assertThat(uids(with(plain, plain.order(), null, "p.erase")))
        .containsExactly(
            "p-erasure-gate",
            "p-erasures-source",
            "p-erasures-split",
            "p-events-source",
            "p-events-split",
            "p-events-to-join",
            "p-gather-erasures",
            "p-label-join",
            "p-labels-source",
            "p-labels-split",
            "p-labels-to-join");
    assertThatThrownBy(() -> with(plain, new InputOrder.Merged(1, 1), null, "p.erase"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static IngestionConfig with(
      IngestionConfig c,
      InputOrder order,
      @Nullable PredictionsSpec predictions,
      @Nullable String erasureTopic) {
    return with(c, order, predictions, erasureTopic, Reading.WHOLE_TOPICS);
  }

  private static IngestionConfig with(
      IngestionConfig c,
      InputOrder order,
      @Nullable PredictionsSpec predictions,
      @Nullable String erasureTopic,
      Reading reading) {
    return new IngestionConfig(
        c.bootstrapServers(),
        c.properties(),
        c.source(),
        c.labels(),
        c.features(),
        c.deadLetterTopic(),
        c.onBadRecord(),
        c.dedupWindow(),
        c.outOfOrderness(),
        c.idleAfter(),
        order,
        c.namePrefix(),
        predictions,
        erasureTopic,
        reading,
        false);
  }

  @Test
  void filesBeforeTheTopicAreASourceOfTheirOwnName() {
    BackfillSpec backfill =
        new BackfillSpec(List.of(new InputFile("a.csv", "/a.csv", Format.CSV)), Instant.EPOCH);
    Reading reading = new Reading(new Start.At(Instant.EPOCH), new Start.Latest(), backfill);
    IngestionConfig plain = config(FROM_TOPIC, Duration.ZERO, FEATURES);
    assertThat(uids(with(plain, plain.order(), null, null, reading)))
        .containsExactly(
            "p-events-split",
            "p-files-and-events-source",
            "p-label-join",
            "p-labels-source",
            "p-labels-split");
    assertThatThrownBy(() -> with(plain, new InputOrder.Merged(1, 1), null, null, reading))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mergedInputsKeepTheStateOfTheSameOperators() {
    assertThat(uids(INLINE, Duration.ofHours(1), new InputOrder.Merged(2, 0)))
        .containsExactly(
            "p-dedup", "p-events-source", "p-events-split", "p-merge", "p-merged-events");
    assertThat(uids(FROM_TOPIC, Duration.ZERO, new InputOrder.Merged(2, 3)))
        .containsExactly(
            "p-events-source",
            "p-events-split",
            "p-label-join",
            "p-labels-source",
            "p-labels-split",
            "p-merge");
  }

  @Test
  void whatComesOutOfAMergeComesFromOneTask() {
    for (LabelSpec labels : List.of(INLINE, FROM_TOPIC)) {
      StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
      env.setParallelism(3);
      InputOrder merged = new InputOrder.Merged(2, labels == INLINE ? 0 : 2);
      Streams streams =
          IngestionPipeline.examples(env, config(labels, Duration.ofHours(1), FEATURES, merged));
      assertThat(streams.examples().getParallelism()).isOne();
      streams.examples().sinkTo(new DiscardingSink<>());
      for (StreamNode node : env.getStreamGraph(false).getStreamNodes()) {
        boolean reads =
            node.getOperatorName().matches("(Source: )?p: (events|labels|split) .*|.*Sink.*");
        assertThat(node.getParallelism()).as(node.getOperatorName()).isEqualTo(reads ? 3 : 1);
      }
    }
  }

  private static List<String> uids(LabelSpec labels, Duration dedup) {
    return uids(labels, dedup, new InputOrder.AsTheyCome());
  }

  private static List<String> uids(LabelSpec labels, Duration dedup, InputOrder order) {
    return uids(config(labels, dedup, FEATURES, order));
  }

  private static List<String> uids(IngestionConfig config) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    Streams streams = IngestionPipeline.examples(env, config);
    streams.examples().sinkTo(new DiscardingSink<>()).uid("test-sink");
    streams.deadLetters().sinkTo(new DiscardingSink<>()).uid("test-letters");
    env.getConfig().disableAutoGeneratedUIDs();
    var graph = env.getStreamGraph(false);
    List<String> uids = new ArrayList<>();
    for (StreamNode node : graph.getStreamNodes()) {
      uids.add(node.getTransformationUID());
    }
    assertThat(graph.getJobGraph().getNumberOfVertices()).isPositive();
    uids.removeIf(uid -> uid.startsWith("test-"));
    return uids.stream().sorted().toList();
  }

  @Test
  void refusesAMisfitBeforeTheJobStarts() {
    FeatureSpec misspelt = new FeatureSpec(List.of(new Feature.Flag("z", "xx")));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    assertThatThrownBy(
            () -> IngestionPipeline.examples(env, config(INLINE, Duration.ZERO, misspelt)))
        .isInstanceOf(BindingException.class)
        .hasMessage("features[0]: e.avsc has no field 'xx'; did you mean 'x'?");
  }

  @Test
  void everyKafkaRecordBecomesOneArrival() {
    ArrivalDeserializer deserializer =
        ArrivalDeserializer.ofExamples(
            () -> RecordProjector.bind(SOURCE, INLINE, FEATURES), () -> 77);
    deserializer.open(null);
    List<Arrival> arrivals = new ArrayList<>();
    Collector<Arrival> out =
        new Collector<>() {
          @Override
          public void collect(Arrival arrival) {
            arrivals.add(arrival);
          }

          @Override
          public void close() {}
        };
    byte[] bad = {1, 2, 3};
    deserializer.deserialize(new ConsumerRecord<>("e", 4, 5, null, bad), out);
    byte[] good = {2, 0, 0, 0, 0, 0, 0, 0, 0, 2};
    deserializer.deserialize(new ConsumerRecord<>("e", 4, 6, new byte[0], good), out);

    assertThat(arrivals).hasSize(2);
    DeadLetter letter = (DeadLetter) arrivals.get(0);
    assertThat(letter.partition()).isEqualTo(4);
    assertThat(letter.offset()).isEqualTo(5);
    assertThat(letter.value()).isSameAs(bad);
    assertThat(letter.refusedAtMillis()).isEqualTo(77);
    assertThat(letter.reason()).startsWith("the bytes are no record of the schema: ");
  }

  private static IngestionConfig config(LabelSpec labels, Duration dedup, FeatureSpec features) {
    return config(labels, dedup, features, new InputOrder.AsTheyCome());
  }

  private static IngestionConfig config(
      LabelSpec labels, Duration dedup, FeatureSpec features, InputOrder order) {
    return new IngestionConfig(
        "localhost:1",
        Map.of(),
        SOURCE,
        labels,
        features,
        "dead",
        dedup,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        order,
        "p");
  }
}
