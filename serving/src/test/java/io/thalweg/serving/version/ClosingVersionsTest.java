package io.thalweg.serving.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers that stay for long, and whom they keep waiting. */
@Timeout(30)
final class ClosingVersionsTest {
  private final VersionTable table = new VersionTable(List.of("clicks", "fraud"), 1);
  private final ModelSlot slot = table.openSlot("clicks");
  private final List<FakePredictor> predictors = new ArrayList<>();

  /** Puts the next version in service, which is its place in the list of predictors, plus 1. */
  private void swap() {
    FakePredictor predictor = new FakePredictor(predictors.size() + 1);
    predictors.add(predictor);
    slot.swap(FakePredictor.servable("clicks", predictors.size(), predictor));
  }

  private void awaitClosed(int version) {
    awaitThat(() -> predictors.get(version - 1).isClosed());
  }

  private static void awaitThat(BooleanSupplier holds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!holds.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(holds.getAsBoolean()).as("within 10 s").isTrue();
  }

  @Test
  void aReaderWhoStaysKeepsNoUpdaterOfAnyModelWaiting() {
    swap();
    Servable read = slot.acquire();
    swap();
    ModelSlot other = table.openSlot("fraud");
    other.swap(FakePredictor.servable("fraud", 8, new FakePredictor(8)));
    other.swap(FakePredictor.servable("fraud", 9, new FakePredictor(9)));
    slot.assign("champion", 2L);
    assertThat(slot.assigned()).containsEntry("champion", 2L);
    assertThat(other.servingVersion()).hasValue(9);
    assertThat(read.predictor().run(new float[0], 1).headView()).containsExactly(1f);
    read.release();
    awaitClosed(1);
  }

  @Test
  void whatNobodyReadsClosesBeforeWhatWasReplacedEarlierAndIsStillRead() {
    swap();
    Servable read = slot.acquire();
    swap();
    swap();
    awaitClosed(2);
    assertThat(predictors.get(0).isClosed()).isFalse();
    read.release();
    awaitClosed(1);
  }

  @Test
  void anUpdaterWaitsWhileAsManyVersionsAsMayBeAreStillRead() throws Exception {
    List<Servable> read = new ArrayList<>();
    for (int i = 0; i <= ClosingVersions.AT_MOST; i++) {
      swap();
      read.add(slot.acquire());
    }
    Thread updater = new Thread(this::swap);
    updater.start();
    awaitThat(() -> updater.getState() == Thread.State.WAITING);
    long newest = ClosingVersions.AT_MOST + 2;
    assertThat(slot.servingVersion()).hasValue(newest);
    slot.assign("champion", newest);
    assertThat(updater.isAlive()).isTrue();
    read.remove(2).release();
    updater.join();
    awaitClosed(3);
    read.forEach(Servable::release);
  }

  @Test
  void closingTheTableWaitsForTheLastReader() throws Exception {
    swap();
    Servable read = slot.acquire();
    Thread closer = new Thread(table::close);
    closer.start();
    awaitThat(() -> closer.getState() == Thread.State.TIMED_WAITING);
    assertThat(predictors.get(0).isClosed()).isFalse();
    read.release();
    closer.join();
    assertThat(predictors.get(0).isClosed()).isTrue();
  }

  @Test
  void waitingForReadersEndsWithinItsTimeAndTheVersionClosesLater() {
    ClosingVersions closing = new ClosingVersions();
    FakePredictor predictor = new FakePredictor(1);
    Servable read = FakePredictor.servable("clicks", 1, predictor);
    assertThat(read.tryAcquire()).isTrue();
    closing.add(read);
    closing.await(Duration.ofMillis(1));
    assertThat(predictor.isClosed()).isFalse();
    read.release();
    closing.await(Duration.ofSeconds(10));
    assertThat(predictor.isClosed()).isTrue();
  }

  @Test
  void anErrorAsOneClosesKeepsTheOthersFromNothing() {
    swap();
    predictors.get(0).close();
    swap();
    swap();
    awaitClosed(2);
  }
}
