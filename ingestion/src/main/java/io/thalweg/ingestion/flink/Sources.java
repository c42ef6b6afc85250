package io.thalweg.ingestion.flink;

import io.thalweg.ingestion.BackfillSpec;
import io.thalweg.ingestion.Start;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.source.hybrid.HybridSource;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** What a pipeline reads from, and from where on. Immutable. */
final class Sources {
  private static final String DISCOVERY_INTERVAL_MILLIS = "30000";

  /** A merge knows from the start whom it waits for. */
  private static final String NO_DISCOVERY = "-1";

  private final IngestionConfig config;
  private final MillisClock clock;

  Sources(IngestionConfig config, MillisClock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** The topic of events, or first the files and then the topic. */
  Source<Arrival, ?, ?> events(KafkaRecordDeserializationSchema<Arrival> deserializer) {
    KafkaSource<Arrival> topic =
        topic("events", config.source().topic(), config.reading().events(), deserializer);
    BackfillSpec backfill = config.reading().backfill();
    if (backfill == null) {
      return topic;
    }
    FilesSource files =
        new FilesSource(backfill, config.source(), config.labels(), config.features(), clock);
    return HybridSource.builder(files).addSource(new TopicAfterFiles(topic)).build();
  }

  /** Their state is another one with files before the topic, and so goes by another name. */
  String uidOfEvents() {
    return config.reading().backfill() == null ? "events-source" : "files-and-events-source";
  }

  /** A topic. */
  KafkaSource<Arrival> topic(
      String what,
      String topic,
      Start start,
      KafkaRecordDeserializationSchema<Arrival> deserializer) {
    return KafkaSource.<Arrival>builder()
        .setBootstrapServers(config.bootstrapServers())
        .setTopics(topic)
        .setStartingOffsets(offsets(start))
        .setDeserializer(deserializer)
        .setProperties(consumerProperties(what))
        .build();
  }

  /** A partition that has nothing from the time on is begun at its end. */
  static OffsetsInitializer offsets(Start start) {
    if (start instanceof Start.At at) {
      return new BegunAt(OffsetsInitializer.timestamp(at.time().toEpochMilli()));
    }
    return start instanceof Start.Latest
        ? new BegunAt(OffsetsInitializer.latest())
        : OffsetsInitializer.earliest();
  }

  Properties consumerProperties(String what) {
    Properties properties = new Properties();
    properties.setProperty(ConsumerConfig.GROUP_ID_CONFIG, config.namePrefix());
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(
        KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
        config.order() instanceof InputOrder.Merged ? NO_DISCOVERY : DISCOVERY_INTERVAL_MILLIS);
    properties.setProperty(
        KafkaSourceOptions.CLIENT_ID_PREFIX.key(), config.namePrefix() + "-" + what);
    properties.putAll(config.properties());
    return properties;
  }

  WatermarkStrategy<Arrival> watermarks() {
    if (config.order() instanceof InputOrder.Merged) {
      return WatermarkStrategy.noWatermarks(); // the merge knows of none but its own
    }
    var bound = config.outOfOrderness();
    var idleAfter = config.idleAfter();
    var clock = this.clock;
    BackfillSpec backfill = config.reading().backfill();
    Seam seam = backfill == null ? Seam.NONE : Seam.of(backfill);
    return WatermarkStrategy.<Arrival>forGenerator(
            context -> new QuietStreamWatermarks(bound, idleAfter, clock, seam))
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
}
