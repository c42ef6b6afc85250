package io.thalweg.cli.generate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.decode.Decoded;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.ingestion.generate.Drift;
import io.thalweg.ingestion.generate.DriftPlan;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records of every stream, against the schema and the pipeline that come with it. */
final class EventStreamTest {
  private static final int MANY = 20_000;

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameBytesAndAnotherOthers(StreamKind kind) {
    for (EventForm form : EventForm.values()) {
      List<Event> one = Plans.events(Plans.of(kind, 7, 0.1, Plans.INLINE), form, 500);
      List<Event> same = Plans.events(Plans.of(kind, 7, 0.1, Plans.INLINE), form, 500);
      List<Event> other = Plans.events(Plans.of(kind, 8, 0.1, Plans.INLINE), form, 500);
      int differ = 0;
      for (int i = 0; i < one.size(); i++) {
        assertThat(same.get(i).value()).isEqualTo(one.get(i).value());
        assertThat(same.get(i).key()).isEqualTo(one.get(i).key());
        differ += new String(one.get(i).value(), UTF_8).equals(text(other.get(i))) ? 0 : 1;
      }
      assertThat(differ).isGreaterThan(490);
    }
  }

  private static String text(Event event) {
    return new String(event.value(), UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void theTwoFormsSayTheSame(StreamKind kind) throws IOException {
    StreamPlan plan = Plans.of(kind, 3, 0, Plans.INLINE);
    List<Event> avro = Plans.events(plan, EventForm.AVRO, 200);
    List<Event> json = Plans.events(plan, EventForm.JSON, 200);
    ObjectMapper mapper = new ObjectMapper();
    for (int i = 0; i < avro.size(); i++) {
      GenericRecord record =
          new GenericDatumReader<GenericRecord>(StreamSchemas.event(plan))
              .read(null, DecoderFactory.get().binaryDecoder(avro.get(i).value(), null));
      JsonNode line = mapper.readTree(json.get(i).value());
      assertThat(line.size()).isEqualTo(record.getSchema().getFields().size());
      record
          .getSchema()
          .getFields()
          .forEach(
              f ->
                  assertThat(line.path(f.name()).asText())
                      .isEqualTo(String.valueOf(record.get(f.name()))));
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePipelineThatComesWithItRefusesTheBadRecordsAndNoOther(StreamKind kind)
      throws IOException {
    StreamPlan plan = Plans.of(kind, 5, 0.1, Plans.INLINE);
    PipelineConfig pipeline = pipeline(plan);
    SourceSpec source = pipeline.source();
    LabelSpec labels = pipeline.labels();
    RecordProjector projector = RecordProjector.bind(source, labels, pipeline.model().features());
    int bad = 0;
    for (Event event : Plans.events(plan, EventForm.AVRO, MANY)) {
      boolean taken =
          projector.project(event.value(), System.currentTimeMillis()) instanceof Decoded;
      assertThat(taken).as(() -> text(event)).isNotEqualTo(event.isBad());
      bad += event.isBad() ? 1 : 0;
    }
    assertThat((double) bad / MANY).isCloseTo(0.1, within(0.01));
  }

  private PipelineConfig pipeline(StreamPlan plan) throws IOException {
    Files.writeString(directory.resolve("s.avsc"), StreamSchemas.text(StreamSchemas.event(plan)));
    return PipelineFile.read(
        Files.writeString(
            directory.resolve("s.yaml"),
            PipelineText.of(
                plan,
                new PipelineText.Names(
                    "127.0.0.1:1", "e", "l", "s.avsc", "l.avsc", WireText.PLAIN))));
  }

  @Test
  void badRecordsLeaveTheOthersAsTheyAre() {
    List<Event> good =
        Plans.events(Plans.of(StreamKind.SEA, 5, 0, Plans.INLINE), EventForm.AVRO, 1_000);
    List<Event> mixed =
        Plans.events(Plans.of(StreamKind.SEA, 5, 0.2, Plans.INLINE), EventForm.AVRO, 1_000);
    for (int i = 0; i < good.size(); i++) {
      if (!mixed.get(i).isBad()) {
        assertThat(mixed.get(i).value()).isEqualTo(good.get(i).value());
      }
    }
  }

  @Test
  void badLinesAreLinesOfText() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LinesSink sink = new LinesSink(out);
    for (Event event :
        Plans.events(Plans.of(StreamKind.LED, 1, 1, Plans.INLINE), EventForm.JSON, 2_000)) {
      sink.event(event);
    }
    sink.finish();
    List<String> lines = out.toString(UTF_8).lines().toList();
    assertThat(lines).hasSize(2_000).allMatch(line -> line.matches("[ -~]+") && !line.isBlank());
    ObjectMapper mapper = new ObjectMapper();
    assertThat(lines)
        .noneMatch(
            line -> {
              try {
                return mapper.readTree(line).isObject();
              } catch (IOException e) {
                return false;
              }
            });
  }

  @Test
  void driftsLeadThroughTheConcepts() {
    StreamPlan plan =
        new StreamPlan(
            StreamKind.SEA,
            1,
            new DriftPlan(List.of(new Drift(MANY, 0, 2))),
            1_000,
            0,
            Plans.INLINE);
    List<Event> events = Plans.events(plan, EventForm.AVRO, 2 * MANY);
    // Thresholds 8 and 7, a tenth of the classes turned round: see the shares of the paper.
    assertThat(ones(events.subList(0, MANY))).isCloseTo(0.8 * 0.32 + 0.1, within(0.012));
    assertThat(ones(events.subList(MANY, 2 * MANY))).isCloseTo(0.8 * 0.245 + 0.1, within(0.012));
  }

  @Test
  void thirtyEightOfAHundredPaymentsAreFraudUnderEachRegime() {
    for (int regime = 0; regime < StreamKind.TRANSACTIONS.conceptCount(); regime++) {
      StreamPlan plan =
          new StreamPlan(
              StreamKind.TRANSACTIONS,
              2,
              new DriftPlan(List.of(new Drift(0, 0, regime))),
              1_000,
              0,
              Plans.INLINE);
      assertThat(ones(Plans.events(plan, EventForm.AVRO, MANY))).isCloseTo(0.38, within(0.015));
    }
  }

  /** The label, 0 or 1, is the record's last byte, 1 as the zigzag 2. */
  private static double ones(List<Event> events) {
    long ones = events.stream().filter(e -> e.value()[e.value().length - 1] == 2).count();
    return (double) ones / events.size();
  }
}
