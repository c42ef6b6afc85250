package io.thalweg.serving.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which versions stay loaded, and which names they go by. */
@Timeout(30)
final class ResidentsTest {
  private final ClosingVersions closing = new ClosingVersions();
  private final ModelSlot slot = new ModelSlot("clicks", 2, closing::add);
  private final Map<Long, FakePredictor> predictors = new HashMap<>();

  private Servable servable(long version, boolean preview) {
    FakePredictor predictor = new FakePredictor(version);
    predictors.put(version, predictor);
    return FakePredictor.servable("clicks", version, predictor, preview);
  }

  private void awaitClosed() {
    closing.await(Duration.ofSeconds(10));
  }

  private void swap(long... versions) {
    for (long v : versions) {
      slot.swap(servable(v, false));
    }
  }

  private boolean isClosed(long version) {
    awaitClosed();
    return predictors.get(version).isClosed();
  }

  /** The version that a request by this name gets. */
  private long answering(String name) {
    Servable s = slot.acquire(name);
    try {
      return s.version();
    } finally {
      s.release();
    }
  }

  @Test
  void keepsTheNewestVersionsAndClosesTheRest() {
    swap(1, 2, 3);
    assertThat(slot.versions()).containsExactly(2L, 3L);
    assertThat(List.of(isClosed(1), isClosed(2), isClosed(3))).containsExactly(true, false, false);
    assertThat(answering("2")).isEqualTo(2);
    assertThat(answering("3")).isEqualTo(3);
    assertThat(answering("latest")).isEqualTo(3);
    assertThat(answering(null)).isEqualTo(3);
  }

  @Test
  void whatAnAliasNamesStaysLoadedUntilTheAliasGoes() {
    swap(1);
    slot.assign("audit", 1L);
    swap(2, 3, 4);
    assertThat(slot.versions()).containsExactly(1L, 3L, 4L);
    assertThat(answering("audit")).isEqualTo(1);
    slot.assign("audit", null);
    assertThat(isClosed(1)).isTrue();
    assertThatThrownBy(() -> slot.acquire("audit")).isInstanceOf(NotResidentException.class);
  }

  @Test
  void requestsWithoutAVersionGetTheChampionAndNewerVersionsLoadAsLatest() {
    swap(1);
    slot.assign("champion", 1L);
    swap(2);
    assertThat(answering(null)).isEqualTo(1);
    assertThat(slot.servingVersion()).hasValue(1);
    assertThat(answering("latest")).isEqualTo(2);
    assertThat(slot.latestVersion()).hasValue(2);
    slot.assign("champion", null);
    assertThat(answering(null)).isEqualTo(2);
  }

  @Test
  void anAliasMovesOnlyToALoadedVersionAndStaysWhereItWasUntilThen() {
    swap(5);
    slot.assign("champion", 5L);
    slot.assign("champion", 3L);
    assertThat(answering("champion")).isEqualTo(5);
    assertThat(slot.assigned()).containsEntry("champion", 3L);
    assertThat(slot.missing()).containsExactly(3L);
    assertThat(slot.admit(servable(3, false))).isTrue();
    assertThat(answering("champion")).isEqualTo(3);
    assertThat(slot.versions()).containsExactly(3L, 5L);
    assertThat(slot.missing()).isEmpty();
  }

  @Test
  void whatWasAssignedBeforeAnythingWasLoadedHoldsFromTheFirstSwapOn() {
    slot.assign("canary", 7L);
    swap(6, 7, 8, 9);
    assertThat(answering("canary")).isEqualTo(7);
    assertThat(slot.versions()).containsExactly(7L, 8L, 9L);
  }

  @Test
  void anEarlierVersionThatNobodyWantsIsClosedInsteadOfAdmitted() {
    swap(5);
    assertThat(slot.admit(servable(3, false))).isFalse();
    assertThat(isClosed(3)).isTrue();
  }

  @Test
  void aPreviewThatHasBeenFollowedIsNotKept() {
    swap(1);
    slot.swap(servable(2, true));
    assertThat(slot.versions()).containsExactly(1L, 2L);
    swap(3);
    assertThat(slot.versions()).containsExactly(1L, 3L);
    assertThat(isClosed(2)).isTrue();
  }

  @Test
  void saysWhatIsLoadedWhenAVersionIsNot() {
    assertThatThrownBy(() -> slot.acquire(null))
        .isInstanceOf(NotResidentException.class)
        .hasMessage("model 'clicks' has no version yet, try again later");
    slot.refused(1, "parity differs");
    assertThatThrownBy(() -> slot.acquire("latest"))
        .hasMessage("model 'clicks' has no version yet, version 1 was refused: parity differs");
    swap(2, 3);
    slot.assign("champion", 2L);
    for (String name : List.of("1", "03", "+3", "canary", "")) {
      assertThatThrownBy(() -> slot.acquire(name))
          .isInstanceOfSatisfying(
              NotResidentException.class, e -> assertThat(e.resident()).containsExactly(2L, 3L))
          .hasMessage(
              "model 'clicks' has no version '%s' in service: loaded are [2, 3], aliases"
                      .formatted(name)
                  + " {champion=2}");
    }
  }

  @Test
  void refusesNamesThatAreNoAlias() {
    for (String name : List.of("", "7", "Champion", "a_b", "-a", "a/b", "a".repeat(65))) {
      assertThatThrownBy(() -> slot.assign(name, 1L))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("'" + name + "' is no alias: write ");
    }
    assertThatThrownBy(() -> slot.assign("latest", 1L))
        .hasMessage("the alias 'latest' moves by itself; to stay on a version assign 'champion'");
  }

  @Test
  void readersByAliasSeeNoClosedVersionWhileAliasesMoveAmongAThousandSwaps() throws Exception {
    swap(1);
    slot.assign("champion", 1L);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<Long>> answers = new ArrayList<>();
    for (String name : List.of("champion", "latest", "champion", "latest")) {
      answers.add(pool.submit(() -> readUntil(name, done)));
    }
    for (long version = 2; version <= 1_001; version++) {
      swap(version);
      if (version % 3 == 0) {
        slot.assign("champion", version - version % 2);
      }
    }
    done.set(true);
    for (Future<Long> f : answers) {
      assertThat(f.get(10, TimeUnit.SECONDS)).isPositive();
    }
    pool.shutdown();
    awaitClosed();
    assertThat(slot.versions()).containsExactly(998L, 1_000L, 1_001L);
    assertThat(predictors.values().stream().filter(p -> !p.isClosed())).hasSize(3);
  }

  private long readUntil(String name, AtomicBoolean done) {
    long reads = 0;
    long last = 0;
    while (!done.get() || reads == 0) {
      Servable s = slot.acquire(name);
      try {
        float[] column = s.predictor().run(new float[0], 2).headView();
        assertThat(column).containsOnly((float) s.version());
        assertThat(s.version()).isGreaterThanOrEqualTo(last);
        last = s.version();
      } finally {
        s.release();
      }
      reads++;
      LockSupport.parkNanos(1); // More readers than cores: leaves one to the updater.
    }
    return reads;
  }
}
