package io.thalweg.serving.version;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.predict.Outputs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ModelSlotTest {

  private final ClosingVersions closing = new ClosingVersions();
  private final ModelSlot slot = new ModelSlot("clicks", 1, closing::add);

  private void awaitClosed() {
    closing.await(Duration.ofSeconds(10));
  }

  private static Servable servable(long version, FakePredictor predictor) {
    return FakePredictor.servable("clicks", version, predictor);
  }

  @Test
  void hasNoVersionBeforeTheFirstSwap() {
    assertThat(slot.acquire()).isNull();
    assertThat(slot.servingVersion()).isEmpty();
  }

  @Test
  void closesTheOldVersionOnceItsReaderHasGone() {
    FakePredictor first = new FakePredictor(1);
    slot.swap(servable(1, first));
    Servable reader = slot.acquire();
    slot.swap(FakePredictor.servable(2));
    Servable later = slot.acquire();
    assertThat(later.version()).isEqualTo(2);
    later.release();
    assertThat(first.isClosed()).isFalse();
    assertThat(reader.predictor().run(new float[0], 1).headView()).containsExactly(1f);
    reader.release();
    awaitClosed();
    assertThat(first.isClosed()).isTrue();
  }

  @Test
  void ignoresAVersionThatIsNotHigher() {
    FakePredictor five = new FakePredictor(5);
    slot.swap(servable(5, five));
    FakePredictor again = new FakePredictor(5);
    FakePredictor older = new FakePredictor(4);
    assertThat(slot.swap(servable(5, again))).isFalse();
    assertThat(slot.swap(servable(4, older))).isFalse();
    assertThat(slot.servingVersion()).hasValue(5);
    awaitClosed();
    assertThat(List.of(again.isClosed(), older.isClosed(), five.isClosed()))
        .containsExactly(true, true, false);
  }

  @Test
  void forgetsARefusalOnlyWhenAVersionAsHighServes() {
    slot.refused(7, "bad");
    slot.swap(FakePredictor.servable(6));
    assertThat(slot.refusal()).isEqualTo(new ModelSlot.Refusal(7, "bad"));
    slot.swap(FakePredictor.servable(8));
    assertThat(slot.refusal()).isNull();
  }

  @Test
  void closingClosesTheVersionAndTakesNoOther() {
    FakePredictor one = new FakePredictor(1);
    FakePredictor two = new FakePredictor(2);
    slot.swap(servable(1, one));
    slot.close();
    assertThat(slot.swap(servable(2, two))).isFalse();
    assertThat(slot.acquire()).isNull();
    awaitClosed();
    assertThat(one.isClosed() && two.isClosed()).isTrue();
  }

  @Test
  void manyReadersSeeNoClosedNoMixedAndNoOlderVersionDuringAThousandSwaps() throws Exception {
    int readers = 6;
    slot.swap(FakePredictor.servable(1));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(readers);
    List<Future<Long>> answers = new ArrayList<>();
    for (int i = 0; i < readers; i++) {
      answers.add(pool.submit(() -> readUntil(done)));
    }
    List<FakePredictor> predictors = new ArrayList<>();
    for (long version = 2; version <= 1_001; version++) {
      FakePredictor predictor = new FakePredictor(version);
      predictors.add(predictor);
      assertThat(slot.swap(servable(version, predictor))).isTrue();
    }
    done.set(true);
    for (Future<Long> f : answers) {
      assertThat(f.get(10, TimeUnit.SECONDS)).isPositive();
    }
    pool.shutdown();
    awaitClosed();
    assertThat(predictors.stream().filter(p -> !p.isClosed())).hasSize(1);
  }

  /** Returns how often it read. */
  private long readUntil(AtomicBoolean done) {
    long reads = 0;
    long last = 0;
    while (!done.get() || reads == 0) {
      Servable s = slot.acquire();
      Outputs outputs;
      try {
        outputs = s.predictor().run(new float[0], 2);
      } finally {
        s.release();
      }
      for (float[] column : List.of(outputs.headView(), outputs.logitsView())) {
        assertThat(column).containsOnly((float) s.version());
      }
      assertThat(s.version()).isGreaterThanOrEqualTo(last);
      last = s.version();
      reads++;
      LockSupport.parkNanos(1); // More readers than cores: leaves one to the updater.
    }
    return reads;
  }
}
