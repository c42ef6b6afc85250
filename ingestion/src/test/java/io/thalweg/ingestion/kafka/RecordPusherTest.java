package io.thalweg.ingestion.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.file.AddedColumns;
import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.ingestion.file.RowReader;
import io.thalweg.ingestion.file.SchemaGuess;
import io.thalweg.ingestion.kafka.PushOptions.OnBadLine;
import io.thalweg.ingestion.kafka.PushOptions.Routing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordPusherTest {
  private static final AddedColumns ID_AND_TIME =
      new AddedColumns(
          AddedColumns.Id.ROW_NUMBER,
          Optional.of(Duration.ofMinutes(30)),
          Instant.ofEpochMilli(1_000));

  @TempDir Path folder;
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @Test
  void pushesAGuessedCsvInOrderWithIdsAndTimes() throws Exception {
    Path csv =
        file(
            "t.csv",
            "price,up,name,gap\r\n0.5,true,\"a \"\"b\"\", c\",\r\n-1e-3,false,d\u00e9,7\r\n");
    Schema guessed = SchemaGuess.fromCsv(csv, "Price");
    assertThat(guessed.getFields().stream().map(f -> f.name() + ":" + f.schema()))
        .containsExactly(
            "price:\"double\"", "up:\"boolean\"", "name:\"string\"", "gap:[\"null\",\"long\"]");
    Schema schema = ID_AND_TIME.addTo(guessed);

    Pushed pushed = push(csv, schema, new Routing.OnePartition(), OnBadLine.STOP, ID_AND_TIME);

    assertThat(pushed.records()).isEqualTo(2);
    assertThat(records(schema).stream().map(GenericRecord::toString))
        .containsExactly(
            "{\"id\": 1, \"time\": 1000, \"price\": 0.5, \"up\": true,"
                + " \"name\": \"a \\\"b\\\", c\", \"gap\": null}",
            "{\"id\": 2, \"time\": 1801000, \"price\": -0.001, \"up\": false,"
                + " \"name\": \"dé\", \"gap\": 7}");
    assertThat(producer.history()).allMatch(r -> r.partition() == 0);
  }

  @Test
  void stopsAtTheFirstBadLineAndNamesTheCell() throws Exception {
    Path csv = file("p.csv", "a,b\n1,2\n\n3,x4\n5,6\n");
    Schema schema = schema("a", "b");

    assertThatThrownBy(
            () -> push(csv, schema, new Routing.ByKey("a"), OnBadLine.STOP, AddedColumns.NONE))
        .isInstanceOf(PushException.class)
        .hasMessage(
            "p.csv:4: column 'b': 'x4' is not a long; 1 records before it are in topic 't';"
                + " mend the line, or skip bad lines (--skip-bad-lines)");
    assertThat(producer.history()).hasSize(1);
    assertThat(producer.history().get(0).key()).containsExactly('1');
  }

  @Test
  void skipsBadLinesWhenToldTo() throws Exception {
    Path csv = file("p.csv", "a,b\n1,2\n3\n4 ,5\n6,\"7\"\n");
    Pushed pushed =
        push(csv, schema("a", "b"), new Routing.ByKey("a"), OnBadLine.SKIP, AddedColumns.NONE);
    assertThat(pushed.records()).isEqualTo(2);
    assertThat(pushed.skippedLines()).isEqualTo(2);
  }

  @Test
  void pushesJsonLines() throws Exception {
    Path json = file("p.jsonl", "{\"a\": 1, \"b\": 2, \"more\": []}\n\n{\"b\": 4, \"a\": 3}\n");
    Schema schema = schema("a", "b");
    push(json, schema, new Routing.ByKey("a"), OnBadLine.STOP, AddedColumns.NONE);
    assertThat(records(schema).stream().map(r -> r.get("b"))).containsExactly(2L, 4L);

    Path bad = file("q.jsonl", "{\"a\": \"1\", \"b\": 2}\n");
    assertThatThrownBy(
            () -> push(bad, schema, new Routing.ByKey("a"), OnBadLine.STOP, AddedColumns.NONE))
        .hasMessageStartingWith("q.jsonl:1: column 'a': '\"1\"' is not of type long; 0 records");
  }

  @Test
  void asksForTheNearestColumnAndTopic() throws Exception {
    Path csv = file("p.csv", "a,amount\n1,2\n");
    assertThatThrownBy(
            () ->
                push(
                    csv,
                    schema("a", "amout"),
                    new Routing.ByKey("a"),
                    OnBadLine.SKIP,
                    AddedColumns.NONE))
        .hasMessageStartingWith("p.csv:1: no column 'amout'; did you mean 'amount'?");
    assertThat(TopicAdmin.missing("host:9092", "elce", Set.of("elec", "models")))
        .hasMessage("topic 'elce' is not on host:9092; did you mean 'elec'?");
    assertThat(TopicAdmin.missing("host:9092", "elce", Set.of("models")))
        .hasMessage("topic 'elce' is not on host:9092; create it first");
  }

  @Test
  void aHeaderWithoutTheKeyOrAFieldIsToBeMendedItselfSinceNoLineCanFit() throws Exception {
    Path csv = file("p.csv", "a,b\n1,2\n");
    assertThatThrownBy(
            () ->
                push(
                    csv,
                    schema("a", "b"),
                    new Routing.ByKey("foo"),
                    OnBadLine.SKIP,
                    AddedColumns.NONE))
        .hasMessage(
            "p.csv:1: no column 'foo'; it has a, b; mend the header, or name another field or schema");
    assertThatThrownBy(
            () ->
                push(
                    csv,
                    schema("id", "a"),
                    new Routing.OnePartition(),
                    OnBadLine.SKIP,
                    AddedColumns.NONE))
        .hasMessageContaining("p.csv:1: no column 'id'; ")
        .hasMessageEndingWith("--add-id numbers the rows")
        .hasMessageNotContaining("--skip-bad-lines");
    Path json = file("p.jsonl", "{\"a\": 1}\n");
    assertThatThrownBy(
            () ->
                push(
                    json,
                    schema("a", "b"),
                    new Routing.OnePartition(),
                    OnBadLine.STOP,
                    AddedColumns.NONE))
        .hasMessageStartingWith("p.jsonl:1: field 'b' is missing; 0 records");
  }

  @Test
  void brokenJsonIsSaidWithoutTheParsersInternals() throws Exception {
    Path json = file("p.jsonl", "{\"a\": 1\n");
    assertThatThrownBy(
            () ->
                push(
                    json,
                    schema("a"),
                    new Routing.OnePartition(),
                    OnBadLine.STOP,
                    AddedColumns.NONE))
        .hasMessageStartingWith("p.jsonl:1: Unexpected end-of-input: ")
        .hasMessageNotContaining("Source")
        .hasMessageNotContaining("[");
  }

  @Test
  void saysWhatWasAcknowledgedWhenKafkaRefuses() throws Exception {
    Path csv = file("p.csv", "a,b\n1,2\n3,4\n");
    producer.sendException = new org.apache.kafka.common.KafkaException("no space left");
    assertThatThrownBy(
            () ->
                push(
                    csv,
                    schema("a", "b"),
                    new Routing.OnePartition(),
                    OnBadLine.STOP,
                    AddedColumns.NONE))
        .hasMessage("topic 't': no space left; 0 records were acknowledged before");
  }

  private Pushed push(
      Path file, Schema schema, Routing routing, OnBadLine onBadLine, AddedColumns added)
      throws IOException, BadLineException, PushException {
    PushOptions options = new PushOptions("t", routing, onBadLine, added);
    try (RowReader rows = RowReader.open(file)) {
      return new RecordPusher(producer, options).push(rows, schema, (records, bytes) -> {});
    }
  }

  private List<GenericRecord> records(Schema schema) throws IOException {
    List<GenericRecord> records = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> r : producer.history()) {
      records.add(
          new GenericDatumReader<GenericRecord>(schema)
              .read(null, DecoderFactory.get().binaryDecoder(r.value(), null)));
    }
    return records;
  }

  private static Schema schema(String... longs) {
    List<Schema.Field> fields = new ArrayList<>();
    for (String name : longs) {
      fields.add(new Schema.Field(name, Schema.create(Schema.Type.LONG)));
    }
    return Schema.createRecord("R", null, null, false, fields);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
