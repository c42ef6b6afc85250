package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.PastKey;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's harnesses declare that closing throws Exception
class PastCoalescingTest {
  private static PastUpdate past(String key, int version) {
    return new PastUpdate(new PastKey(Part.FIELDS, key), new byte[] {(byte) version});
  }

  private static OneInputStreamOperatorTestHarness<PastUpdate, PastUpdate> harness(long mostBytes)
      throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<PastUpdate, PastUpdate>(
            new PastCoalescing(mostBytes), PastUpdateSerializer.INSTANCE);
    harness.open();
    return harness;
  }

  @Test
  void onlyTheNewestOfAKeyGoesAheadOfABarrier() throws Exception {
    try (var harness = harness(PastCoalescing.MOST_BYTES)) {
      harness.processElement(past("a", 1), 0);
      harness.processElement(past("b", 1), 0);
      harness.processElement(past("a", 2), 0);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.prepareSnapshotPreBarrier(1);
      assertThat(harness.extractOutputValues()).containsExactly(past("a", 2), past("b", 1));
      PastUpdate gone = PastUpdate.forgotten(new PastKey(Part.FIELDS, "b"));
      harness.processElement(past("b", 3), 0);
      harness.processElement(gone, 0);
      harness.prepareSnapshotPreBarrier(2);
      assertThat(harness.extractOutputValues()).hasSize(3).endsWith(gone);
    }
  }

  @Test
  void theEndOfTheInputHandsOnWhatIsLeft() throws Exception {
    try (var harness = harness(PastCoalescing.MOST_BYTES)) {
      harness.processElement(past("a", 1), 0);
      harness.endInput();
      assertThat(harness.extractOutputValues()).containsExactly(past("a", 1));
    }
  }

  @Test
  void howMuchATaskHoldsIsInTheDocument() throws Exception {
    assertThat(Files.readString(Path.of("..", "docs", "configuration.md")))
        .contains("than its %d MiB of heap".formatted(PastCoalescing.MOST_BYTES >> 20));
  }

  @Test
  void pastsOfMoreKeysThanItHoldsGoEarlier() throws Exception {
    try (var harness = harness(10_000)) {
      for (int i = 0; i < 1_000; i++) {
        harness.processElement(past("k" + i % 10, i), 0);
      }
      assertThat(harness.extractOutputValues()).as("ten keys have room").isEmpty();
      for (int i = 0; i < 1_000; i++) {
        harness.processElement(past("k" + i, 1), 0);
      }
      assertThat(harness.extractOutputValues()).hasSizeBetween(900, 1_000);
    }
  }
}
