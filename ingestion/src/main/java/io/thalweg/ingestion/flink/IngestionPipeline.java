package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.model.feature.FeatureSpec;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * From topics to labelled examples. Every operator has a uid that starts with the configuration's
 * prefix, so a changed job finds its state. Used while a job is put together, by one thread.
 */
public final class IngestionPipeline {
  private static final String DISCOVERY_INTERVAL_MILLIS = "30000";

  private final IngestionConfig config;
  private final MillisClock clock;

  private IngestionPipeline(IngestionConfig config, MillisClock clock) {
    this.config = config;
    this.clock = clock;
  }

  /**
   * Adds sources, decoding, join or duplicate removal to a job. Reading starts at the checkpoint's
   * offsets, without one at the earliest.
   *
   * @throws io.thalweg.ingestion.BindingException when a schema lacks what is wanted of it
   */
  public static Streams examples(StreamExecutionEnvironment env, IngestionConfig config) {
    return new IngestionPipeline(config, MillisClock.SYSTEM).build(env);
  }

  private Streams build(StreamExecutionEnvironment env) {
    SourceSpec source = config.source();
    LabelSpec labels = config.labels();
    FeatureSpec features = config.features();
    RecordProjector.bind(source, labels, config.features());
    SingleOutputStreamOperator<Example> events =
        read(
            env,
            "events",
            source.topic(),
            ArrivalDeserializer.ofExamples(
                () -> RecordProjector.bind(source, labels, features), clock),
            ArrivalSplitter.ofEvents(),
            ValueTypeInfo.EXAMPLE);
    DataStream<DeadLetter> refusedEvents = events.getSideOutput(ArrivalSplitter.DEAD_LETTERS);
    if (labels instanceof LabelSpec.FromTopic fromTopic) {
      return joined(env, events, refusedEvents, fromTopic);
    }
    return new Streams(config.dedupWindow().isZero() ? events : deduped(events), refusedEvents);
  }

  private Streams joined(
      StreamExecutionEnvironment env,
      DataStream<Example> events,
      DataStream<DeadLetter> refusedEvents,
      LabelSpec.FromTopic spec) {
    RecordProjector.bindLabels(spec);
    SingleOutputStreamOperator<Label> labels =
        read(
            env,
            "labels",
            spec.topic(),
            ArrivalDeserializer.ofLabels(() -> RecordProjector.bindLabels(spec), clock),
            ArrivalSplitter.ofLabels(),
            ValueTypeInfo.LABEL);
    DataStream<Example> examples =
        events
            .keyBy(Example::id, Types.STRING)
            .connect(labels.keyBy(Label::id, Types.STRING))
            .process(new LabelJoin(spec.window()), ValueTypeInfo.EXAMPLE)
            .name(named("join labels"))
            .uid(uid("label-join"));
    return new Streams(
        examples, refusedEvents.union(labels.getSideOutput(ArrivalSplitter.DEAD_LETTERS)));
  }

  private DataStream<Example> deduped(DataStream<Example> events) {
    return events
        .keyBy(Example::id, Types.STRING)
        .process(new InlineDedup(config.dedupWindow()), ValueTypeInfo.EXAMPLE)
        .name(named("drop duplicates"))
        .uid(uid("dedup"));
  }

  private <T extends Arrival> SingleOutputStreamOperator<T> read(
      StreamExecutionEnvironment env,
      String what,
      String topic,
      ArrivalDeserializer deserializer,
      ArrivalSplitter<T> splitter,
      TypeInformation<T> info) {
    KafkaSource<Arrival> source =
        KafkaSource.<Arrival>builder()
            .setBootstrapServers(config.bootstrapServers())
            .setTopics(topic)
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setDeserializer(deserializer)
            .setProperties(consumerProperties(what))
            .build();
    return env.fromSource(
            source, watermarks(), named(what + " from " + topic), ValueTypeInfo.ARRIVAL)
        .uid(uid(what + "-source"))
        .process(splitter, info)
        .name(named("split " + what))
        .uid(uid(what + "-split"));
  }

  private Properties consumerProperties(String what) {
    Properties properties = new Properties();
    properties.setProperty(ConsumerConfig.GROUP_ID_CONFIG, config.namePrefix());
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(
        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), DISCOVERY_INTERVAL_MILLIS);
    properties.setProperty(KafkaSourceOptions.CLIENT_ID_PREFIX.key(), uid(what));
    properties.putAll(config.properties());
    return properties;
  }

  private WatermarkStrategy<Arrival> watermarks() {
    var bound = config.outOfOrderness();
    var idleAfter = config.idleAfter();
    var clock = this.clock;
    return WatermarkStrategy.<Arrival>forGenerator(
            context -> new QuietStreamWatermarks(bound, idleAfter, clock))
        .withTimestampAssigner(context -> eventTimes());
  }

  private static TimestampAssigner<Arrival> eventTimes() {
    return (arrival, recordTimeMillis) -> {
      if (arrival instanceof Example example) {
        return example.eventTimeMillis();
      }
      return arrival instanceof Label label ? label.eventTimeMillis() : recordTimeMillis;
    };
  }

  private String named(String what) {
    return config.namePrefix() + ": " + what;
  }

  private String uid(String what) {
    return config.namePrefix() + "-" + what;
  }
}
