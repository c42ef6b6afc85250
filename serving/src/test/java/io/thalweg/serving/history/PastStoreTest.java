package io.thalweg.serving.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.PastKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PastStoreTest {
  private static PastKey key(int n) {
    return new PastKey(Part.ALL, "k" + n);
  }

  @Test
  void theNewestPastOfAKeyCountsUntilItIsForgotten() {
    PastStore store = new PastStore(1 << 20);
    PastKey fields = new PastKey(Part.FIELDS, "ann");
    PastKey labels = new PastKey(Part.LABELS, "ann");
    store.put(fields, new byte[] {1});
    store.put(fields, new byte[] {2});
    store.put(labels, new byte[] {3});
    assertThat(store.past(fields)).containsExactly(2);
    assertThat(store.past(labels)).containsExactly(3);
    assertThat(store.size()).isEqualTo(2);
    store.forget(fields);
    store.forget(fields);
    assertThat(store.past(fields)).isNull();
    store.forget(labels);
    assertThat(store.size()).isZero();
    assertThat(store.sizeBytes()).isZero();
    assertThat(store.evictedCount()).isZero();
  }

  @Test
  void whoIsAskedForStaysAndTheRestGoesWhenTheRoomIsFull() {
    PastStore store = new PastStore(100_000);
    for (int i = 0; i < 10_000; i++) {
      store.put(key(i), new byte[100]);
      assertThat(store.past(key(0))).isNotNull();
      assertThat(store.sizeBytes()).isLessThanOrEqualTo(100_000);
    }
    assertThat(store.size()).isBetween(300, 400);
    assertThat(store.evictedCount()).isEqualTo(10_000 - store.size());
    assertThat(store.past(key(9_999))).isNotNull();
    assertThat(store.past(key(1))).isNull();
  }

  @Test
  void aPastThatHasNoRoomAtAllIsNotKept() {
    PastStore store = new PastStore(1_000);
    store.put(key(1), new byte[10]);
    store.put(key(2), new byte[2_000]);
    assertThat(store.size()).isZero();
    assertThat(store.sizeBytes()).isZero();
  }

  @Test
  void threadsThatReadAndWriteLeaveItsSizeRight() throws Exception {
    PastStore store = new PastStore(50_000);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> all = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      SplittableRandom random = new SplittableRandom(t);
      all.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 50_000; i++) {
                  PastKey key = key(random.nextInt(1_000));
                  if (random.nextInt(4) == 0) {
                    store.forget(key);
                  } else if (random.nextBoolean()) {
                    store.put(key, new byte[random.nextInt(200)]);
                  } else {
                    byte[] past = store.past(key);
                    assertThat(past == null || past.length < 200).isTrue();
                  }
                }
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }
    threads.shutdown();
    for (int i = 0; i < 1_000; i++) {
      store.forget(key(i));
    }
    assertThat(store.size()).isZero();
    assertThat(store.sizeBytes()).isZero();
  }
}
