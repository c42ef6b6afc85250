package io.thalweg.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

final class TransactionStreamTest {
  private static final StreamSpec SPEC = StreamSpec.of(7, 50_000, 5_000, 1_000_000);

  @Test
  void equalSeedsGiveEqualBytesAndLabels() {
    List<StreamStep> one = all(SPEC);
    List<StreamStep> other = all(SPEC);
    assertThat(one).hasSize(50_000);
    for (int i = 0; i < one.size(); i++) {
      assertThat(one.get(i).value()).isEqualTo(other.get(i).value());
      assertThat(one.get(i).label()).isEqualTo(other.get(i).label());
    }
    assertThat(all(StreamSpec.of(8, 10, 5_000, 1_000_000)).get(0).value())
        .isNotEqualTo(one.get(0).value());
  }

  @Test
  void countsEachKindExactlyAndNearItsShare() throws IOException {
    TransactionStream stream = new TransactionStream(SPEC);
    Set<String> seen = new HashSet<>();
    long bad = 0;
    long repeats = 0;
    long labels = 0;
    while (stream.hasNext()) {
      StreamStep step = stream.next();
      if (!isUsable(step.value())) {
        bad++;
      } else if (!seen.add(decode(step.value()).get("id").toString())) {
        repeats++;
      }
      labels += step.label().isPresent() ? 1 : 0;
    }
    StreamCounts counts = stream.counts();
    assertThat(counts.produced()).isEqualTo(50_000);
    assertThat(counts.malformed()).isEqualTo(bad).isBetween(20L, 90L);
    assertThat(counts.duplicates()).isEqualTo(repeats).isBetween(20L, 90L);
    assertThat(counts.labels()).isEqualTo(labels);
    assertThat(counts.unlabelled()).isEqualTo(seen.size() - labels).isBetween(20L, 90L);
  }

  @Test
  void everyFieldOfAGoodRecordDecodesToItsDocumentedRange() throws IOException {
    for (StreamStep step : all(StreamSpec.of(3, 2_000, 5_000, 0))) {
      if (step.kind() != StreamStep.Kind.MALFORMED) {
        GenericRecord r = decode(step.value());
        assertThat(r.get("id")).hasToString(step.id());
        assertThat(r.get("account")).hasToString(step.key());
        assertThat(r.get("at")).isEqualTo(step.atMillis());
        assertThat((double) r.get("amount")).isBetween(0.0, 100_000.0);
        assertThat((int) r.get("hour")).isBetween(0, 23);
        assertThat((double) r.get("distanceKm")).isPositive();
        assertThat(r.get("cardPresent")).isInstanceOf(Boolean.class);
      }
    }
  }

  @Test
  void aLabelNamesItsEventAndComesWithinTheDelay() throws IOException {
    for (StreamStep step : all(StreamSpec.of(3, 2_000, 5_000, 0))) {
      if (step.label().isPresent()) {
        DueLabel label = step.label().get();
        assertThat(label.id()).isEqualTo(step.id());
        assertThat(label.atMillis() - step.atMillis()).isBetween(300L, 1_000L);
        GenericRecord decoded =
            new GenericDatumReader<GenericRecord>(DemoSchemas.LABEL)
                .read(null, DecoderFactory.get().binaryDecoder(label.toBytes(), null));
        assertThat(decoded.get("id")).hasToString(step.id());
        assertThat(decoded.get("fraud")).isEqualTo(label.fraud());
        assertThat(decoded.get("at")).isEqualTo(label.atMillis());
      }
    }
  }

  @Test
  void labelsHardlyTellTheNextOne() {
    List<Integer> labels =
        all(SPEC).stream().flatMap(s -> s.label().stream()).map(DueLabel::fraud).toList();
    double positive = labels.stream().mapToInt(Integer::intValue).average().orElseThrow();
    int same = 0;
    for (int i = 1; i < labels.size(); i++) {
      same += labels.get(i).equals(labels.get(i - 1)) ? 1 : 0;
    }
    assertThat(positive).isCloseTo(0.38, within(0.02));
    assertThat((double) same / (labels.size() - 1)).isCloseTo(0.53, within(0.015));
  }

  @Test
  void eventTimeRunsAtTheRate() {
    List<StreamStep> steps = all(StreamSpec.of(1, 101, 50, 10_000));
    Map<Long, Long> byIndex = new HashMap<>();
    byIndex.put(0L, steps.get(0).atMillis());
    byIndex.put(100L, steps.get(100).atMillis());
    assertThat(byIndex).containsEntry(0L, 10_000L).containsEntry(100L, 12_000L);
  }

  @Test
  void refusesDriftsInTheWrongOrder() {
    assertThatThrownBy(() -> new Drift(0.6, 0.5, 0.7))
        .hasMessageContaining("abruptAt <= gradualFrom");
  }

  static List<StreamStep> all(StreamSpec spec) {
    List<StreamStep> steps = new ArrayList<>();
    new TransactionStream(spec).forEachRemaining(steps::add);
    return steps;
  }

  private static boolean isUsable(byte[] value) {
    try {
      double amount = (double) decode(value).get("amount");
      return amount >= 0 && amount <= Transaction.MAX_AMOUNT;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static GenericRecord decode(byte[] value) throws IOException {
    return new GenericDatumReader<GenericRecord>(DemoSchemas.TRANSACTION)
        .read(null, DecoderFactory.get().binaryDecoder(value, null));
  }
}
