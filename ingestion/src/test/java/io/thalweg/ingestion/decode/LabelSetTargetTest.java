package io.thalweg.ingestion.decode;

import static io.thalweg.ingestion.decode.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.BindingException;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.LabelValues;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.LabelSet;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class LabelSetTargetTest {
  private static final LabelValues FOUR = new LabelValues.AnySet(4, List.of());
  private static final LabelValues NAMED =
      new LabelValues.AnySet(3, List.of("sports", "politics", "science"));
  private static final FeatureSpec FEATURES =
      new FeatureSpec(List.of(Fixtures.numeric("x", -9, 9)));

  @Test
  void aSetOfIndexesBecomesBitsOfTheRow() {
    RowLayout layout = RowLayout.of(FEATURES, 4);
    for (String type : List.of("int", "long")) {
      Decoded decoded = (Decoded) project(type, FOUR, List.of(3, 0));

      assertThat(decoded.label()).isEqualTo(2);
      assertThat(decoded.labels()).isEqualTo(LabelSet.none(4).with(0).with(3));
      ByteBuffer row = ByteBuffer.wrap(decoded.row()).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(row.capacity()).isEqualTo(layout.rowBytes());
      float[] targets = new float[4];
      layout.target(row, 0, targets, 0);
      assertThat(targets).containsExactly(1, 0, 0, 1);
      assertThat(RowLayout.label(row, 0)).isEqualTo(2);
      assertThat(row.getFloat(RowLayout.slotOffset(0, 0))).as("x").isEqualTo(1);
    }
  }

  @Test
  void namesStandForIndexesAndNoneIsASetToo() {
    assertThat(labels("string", NAMED, List.of("science", "sports")))
        .isEqualTo(LabelSet.none(3).with(0).with(2));
    String topic =
        "{\"type\": \"enum\", \"name\": \"T\", \"symbols\": [\"politics\", \"weather\"]}";
    Schema symbols = new Schema.Parser().parse(topic);
    assertThat(labels(topic, NAMED, List.of(new GenericData.EnumSymbol(symbols, "politics"))))
        .isEqualTo(LabelSet.none(3).with(1));
    assertThat(labels("int", NAMED, List.of(1))).isEqualTo(LabelSet.none(3).with(1));
    assertThat(labels("string", NAMED, List.of())).isEqualTo(LabelSet.none(3));
    Decoded none = (Decoded) project("int", FOUR, List.of());
    assertThat(none.label()).isZero();
    assertThat(none.labels()).isEqualTo(LabelSet.none(4));
  }

  @Test
  void saysInOneSentenceWhyASetIsRefused() {
    assertThat(reason("int", FOUR, List.of(0, 4))).isEqualTo("y: label 4 is not from 0 to 3");
    assertThat(reason("long", FOUR, List.of(-1L))).isEqualTo("y: label -1 is not from 0 to 3");
    assertThat(reason("int", FOUR, List.of(1, 2, 1))).isEqualTo("y: label 1 is there twice");
    assertThat(reason("int", FOUR, List.of(0, 1, 2, 3, 3))).isEqualTo("y: 5 items, at most 4");
    assertThat(reason("string", NAMED, List.of("sprots")))
        .isEqualTo("y: label 'sprots' is none of model.head.labels; did you mean 'sports'?");
    assertThat(reason("string", NAMED, List.of("sports", "sports")))
        .isEqualTo("y: label sports is there twice");
    GenericRecord record = record("int", List.of());
    record.put("y", null);
    assertThat(bound("int", FOUR).project(Fixtures.bytes(record), NOW))
        .isEqualTo(new Refusal("y: is missing"));
  }

  @Test
  void aRefusedRecordLeavesNothingToTheNext() {
    RecordProjector projector = bound("int", FOUR);
    byte[] bad = Fixtures.bytes(record("int", List.of(0, 1, 2, 9)));
    byte[] good = Fixtures.bytes(record("int", List.of(3)));
    byte[] alone = ((Decoded) bound("int", FOUR).project(good, NOW)).row();

    assertThat(projector.project(bad, NOW)).isInstanceOf(Refusal.class);

    assertThat(((Decoded) projector.project(good, NOW)).row()).isEqualTo(alone);
  }

  @Test
  void aLabelsRecordHasItsSetToo() {
    String json = json("string");
    RecordProjector labels =
        RecordProjector.bindLabels(
            new LabelSpec.FromTopic(
                "l", "l.avsc", json, "id", "y", null, Duration.ofMinutes(1), NAMED));
    byte[] bytes = Fixtures.bytes(record("string", List.of("science")));

    Decoded label = (Decoded) labels.project(bytes, NOW);

    assertThat(label.labels()).isEqualTo(LabelSet.none(3).with(2));
    assertThat(label.row()).isEmpty();
  }

  @Test
  void aFieldThatHoldsNoSetIsRefusedBeforeAnythingRuns() {
    assertThatThrownBy(() -> bound("string", FOUR))
        .isInstanceOf(BindingException.class)
        .hasMessage(
            "label.field: e.avsc field 'y' is an array of string, want an array of int or long");
    assertThatThrownBy(() -> bound("double", NAMED))
        .hasMessage(
            "label.field: e.avsc field 'y' is an array of double, want an array of int, long, string or enum");
    assertThatThrownBy(
            () -> RecordProjector.bind(source("int"), new LabelSpec.Inline("x", FOUR), FEATURES))
        .hasMessage("label.field: e.avsc field 'x' is double, want an array of int or long");
  }

  private static LabelSet labels(String type, LabelValues values, List<?> set) {
    return ((Decoded) project(type, values, set)).labels();
  }

  private static String reason(String type, LabelValues values, List<?> set) {
    return ((Refusal) project(type, values, set)).reason();
  }

  private static Outcome project(String type, LabelValues values, List<?> set) {
    return bound(type, values).project(Fixtures.bytes(record(type, set)), NOW);
  }

  private static RecordProjector bound(String type, LabelValues values) {
    return RecordProjector.bind(source(type), new LabelSpec.Inline("y", values), FEATURES);
  }

  private static SourceSpec source(String type) {
    return new SourceSpec("e", "e.avsc", json(type), "id", null, null);
  }

  private static GenericRecord record(String type, List<?> set) {
    GenericRecord record = new GenericData.Record(new Schema.Parser().parse(json(type)));
    record.put("id", "a");
    record.put("x", 1.0);
    boolean whole = type.equals("long");
    record.put("y", whole ? set.stream().map(n -> ((Number) n).longValue()).toList() : set);
    return record;
  }

  private static String json(String type) {
    String items = type.startsWith("{") ? type : '"' + type + '"';
    return """
        {"type": "record", "name": "E", "fields": [
          {"name": "id", "type": "string"},
          {"name": "x", "type": "double"},
          {"name": "y", "type": ["null", {"type": "array", "items": ITEMS}]}]}
        """
        .replace("ITEMS", items);
  }
}
