package io.thalweg.cli.features;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.decode.RecordHeaders;
import io.thalweg.ingestion.file.AddedColumns;
import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.ingestion.file.InputRow;
import io.thalweg.ingestion.file.RecordWriter;
import io.thalweg.ingestion.file.RowReader;
import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.ingestion.kafka.KafkaHeaders;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Where events to show come from. Stateless. */
public final class RawEvents {
  private static final Duration POLL = Duration.ofMillis(200);

  private RawEvents() {}

  /** One, as a JSON object with the fields of the source's schema. */
  public static List<RawEvent> ofJson(SourceSpec source, String json, Clock clock)
      throws IOException, BadLineException {
    try (RowReader rows = RowReader.ofJson("--event", json)) {
      List<RawEvent> events = read(rows, source, 1, clock);
      if (events.isEmpty()) {
        throw new CommandException(
            "--event is empty; write --event '{\"id\": \"e1\", \"amount\": 12.5}'");
      }
      return events;
    }
  }

  /** The first rows of a file that could be pushed. */
  public static List<RawEvent> ofFile(SourceSpec source, Path file, int most, Clock clock)
      throws IOException, BadLineException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CommandException("there is no readable file " + file + "; check the path");
    }
    try (RowReader rows = RowReader.open(file)) {
      return read(rows, source, most, clock);
    }
  }

  private static List<RawEvent> read(RowReader rows, SourceSpec source, int most, Clock clock)
      throws IOException, BadLineException {
    Schema schema = new Schema.Parser().parse(source.schemaJson());
    RecordWriter writer = new RecordWriter(rows, schema, AddedColumns.NONE);
    List<RawEvent> events = new ArrayList<>();
    while (events.size() < most) {
      try {
        InputRow row = rows.next();
        if (row == null) {
          break;
        }
        byte[] value = writer.encode(row, events.size() + 1L);
        events.add(
            RawEvent.of(rows.name() + ":" + row.line(), value, RecordHeaders.NONE, clock.millis()));
      } catch (BadLineException e) {
        events.add(RawEvent.broken(String.valueOf(e.getMessage())));
      }
    }
    return events;
  }

  /** The oldest that a topic holds. */
  public static List<RawEvent> ofTopic(Map<String, String> kafka, String topic, int most)
      throws TopicException {
    String servers = kafka.getOrDefault("bootstrap.servers", "");
    KafkaAccess.of(servers, kafka).reads(topic).require();
    TopicAdmin.requireExisting(servers, kafka, topic);
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    List<RawEvent> events = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (events.size() < most
          && partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<byte[], byte[]> r : consumer.poll(POLL)) {
          if (events.size() < most) {
            String place = "%s/%d at offset %d".formatted(topic, r.partition(), r.offset());
            events.add(RawEvent.of(place, r.value(), KafkaHeaders.of(r), r.timestamp()));
          }
        }
      }
    }
    return events;
  }
}
