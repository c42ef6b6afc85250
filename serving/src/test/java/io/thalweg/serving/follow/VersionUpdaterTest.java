package io.thalweg.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.stats.Freshness;
import io.thalweg.serving.stats.Freshness.Way;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.Gate;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionRefusedException;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class VersionUpdaterTest {
  private final List<Long> loaded = new ArrayList<>();
  private final Map<Long, Exception> failures = new HashMap<>();
  private final ServingRecorder recorder = new ServingRecorder();
  private final VersionTable table = new VersionTable(Set.of());
  private long nowMillis = 1_000;
  private final InstantSource clock = () -> Instant.ofEpochMilli(nowMillis);
  private final VersionUpdater updater =
      new VersionUpdater(table, this::load, recorder, clock, a -> true);

  private Servable load(ModelAnnouncement a) throws IOException, VersionRefusedException {
    loaded.add(a.version());
    Exception failure = failures.get(a.version());
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof VersionRefusedException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    return FakePredictor.servable(
        a.model(), a.version(), new FakePredictor(a.version()), a.preview());
  }

  private void announce(String model, long... versions) {
    for (long v : versions) {
      updater.offer(new ModelAnnouncement(model, v, "sha", 0));
    }
  }

  private ModelSlot slot() {
    return table.openSlot("clicks");
  }

  @Test
  void loadsOnlyTheNewestOfSeveralThatWait() {
    announce("clicks", 1, 2, 3);
    updater.loadWaiting();
    assertThat(loaded).containsExactly(3L);
    assertThat(slot().servingVersion()).hasValue(3);
  }

  @Test
  void neverLoadsAVersionThatIsNotHigher() {
    announce("clicks", 3);
    updater.loadWaiting();
    announce("clicks", 2, 3);
    updater.loadWaiting();
    assertThat(loaded).containsExactly(3L);
  }

  @Test
  void keepsModelsApartAndLeavesOutThoseThatAreNotWanted() {
    VersionTable one = new VersionTable(Set.of("clicks"));
    VersionUpdater choosy = new VersionUpdater(one, this::load, recorder, clock, a -> true);
    choosy.offer(new ModelAnnouncement("clicks", 1, "sha", 0));
    choosy.offer(new ModelAnnouncement("fraud", 2, "sha", 0));
    choosy.loadWaiting();
    assertThat(loaded).containsExactly(1L);
    assertThat(one.slot("fraud")).isNull();
    announce("clicks", 4);
    announce("fraud", 5);
    updater.loadWaiting();
    assertThat(new HashSet<>(loaded)).isEqualTo(Set.of(1L, 4L, 5L));
  }

  @Test
  void refusesForGoodAndTheOldVersionGoesOnServing() {
    announce("clicks", 1);
    updater.loadWaiting();
    failures.put(2L, new VersionRefusedException("parity differs"));
    announce("clicks", 2);
    updater.loadWaiting();
    nowMillis += 3_600_000;
    updater.loadWaiting();
    assertThat(loaded).containsExactly(1L, 2L);
    assertThat(slot().servingVersion()).hasValue(1);
    assertThat(slot().refusal()).isEqualTo(new ModelSlot.Refusal(2, "parity differs"));
    assertThat(recorder.refusedCount()).isEqualTo(1);
  }

  @Test
  void survivesALoaderThatBreaks() {
    failures.put(1L, new IllegalStateException("native"));
    announce("clicks", 1);
    updater.loadWaiting();
    assertThat(slot().refusal().reason()).contains("native");
    announce("clicks", 2);
    updater.loadWaiting();
    assertThat(slot().servingVersion()).hasValue(2);
  }

  @Test
  void triesAnUnreadableVersionAgainEverMoreSlowlyAndCountsItOnce() {
    failures.put(1L, new IOException("no such file"));
    announce("clicks", 1);
    updater.loadWaiting();
    for (long afterMillis : new long[] {200, 400, 800}) {
      int before = loaded.size();
      nowMillis += afterMillis - 1;
      updater.loadWaiting();
      assertThat(loaded).hasSize(before);
      nowMillis++;
      updater.loadWaiting();
      assertThat(loaded).hasSize(before + 1);
    }
    assertThat(recorder.refusedCount()).isEqualTo(1);
    assertThat(slot().refusal().reason())
        .isEqualTo("cannot be read, will be tried again: no such file");
    failures.clear();
    nowMillis += 1_600;
    updater.loadWaiting();
    assertThat(slot().servingVersion()).hasValue(1);
    assertThat(slot().refusal()).isNull();
  }

  @Test
  void aNewerVersionReplacesOneThatWaitsToBeTriedAgain() {
    failures.put(1L, new IOException("no such file"));
    announce("clicks", 1);
    updater.loadWaiting();
    announce("clicks", 2);
    updater.loadWaiting();
    nowMillis += 60_000;
    updater.loadWaiting();
    assertThat(loaded).containsExactly(1L, 2L);
  }

  @Test
  void aNumberThatNobodyHasFilesForKeepsNoLowerOneOut() {
    announce("clicks", 1);
    updater.loadWaiting();
    failures.put(Long.MAX_VALUE, new IOException("no such file"));
    announce("clicks", Long.MAX_VALUE);
    updater.loadWaiting();
    announce("clicks", 2);
    updater.loadWaiting();
    assertThat(slot().servingVersion()).hasValue(2);
  }

  @Test
  void aPreviewServesOnlyWhereItIsAskedForAndUntilAnythingComesBehindIt() {
    VersionTable cautious = new VersionTable(Set.of());
    VersionUpdater released =
        new VersionUpdater(cautious, this::load, recorder, clock, a -> !a.preview());
    for (VersionUpdater each : List.of(updater, released)) {
      each.offer(new ModelAnnouncement("clicks", 1, "sha", 0));
      each.offer(new ModelAnnouncement("clicks", 2, "sha", 0, true));
      each.loadWaiting();
    }
    assertThat(slot().servingVersion()).hasValue(2);
    assertThat(slot().latestIsPreview()).isTrue();
    assertThat(cautious.openSlot("clicks").servingVersion()).hasValue(1);
    announce("clicks", 3);
    updater.loadWaiting();
    assertThat(slot().servingVersion()).hasValue(3);
    assertThat(slot().latestIsPreview()).isFalse();
  }

  @Test
  void anErrorOfTheOldVersionAsItClosesIsNoneOfTheNewOne() {
    FakePredictor stuck = new FakePredictor(1);
    slot().swap(FakePredictor.servable("clicks", 1, stuck));
    stuck.close();
    announce("clicks", 2);
    updater.loadWaiting();
    announce("clicks", 3);
    updater.loadWaiting();
    table.close();
    assertThat(recorder.swapCount()).isEqualTo(2);
    assertThat(recorder.refusedCount()).isZero();
    assertThat(slot().refusal()).isNull();
  }

  private void assign(String alias, long version) {
    ModelAnnouncement target = new ModelAnnouncement("clicks", version, "sha", 0);
    updater.assign(new AliasAssignment("clicks", alias, target, List.of(), 0));
  }

  @Test
  void loadsWhatAnAliasNamesFirstAndThenTheNewest() {
    announce("clicks", 1, 2, 9);
    assign("champion", 2);
    updater.loadWaiting();
    assertThat(loaded).containsExactly(2L, 9L);
    assertThat(slot().servingVersion()).hasValue(2);
    assertThat(slot().latestVersion()).hasValue(9);
  }

  @Test
  void loadsAnEarlierVersionAgainOnceAnAliasNamesIt() {
    for (long v = 1; v <= 4; v++) {
      announce("clicks", v);
      updater.loadWaiting();
    }
    assertThat(slot().versions()).containsExactly(3L, 4L);
    assign("audit", 1);
    updater.loadWaiting();
    updater.loadWaiting();
    assertThat(loaded).containsExactly(1L, 2L, 3L, 4L, 1L);
    assertThat(slot().aliases()).containsEntry("audit", 1L);
    assertThat(recorder.swapCount()).as("the newest is the same").isEqualTo(4);
  }

  @Test
  void whatIsLoadedAlreadyIsNotLoadedForAnAlias() {
    announce("clicks", 1);
    updater.loadWaiting();
    assign("champion", 1);
    updater.loadWaiting();
    assertThat(loaded).containsExactly(1L);
    assertThat(slot().aliases()).containsEntry("champion", 1L);
  }

  @Test
  void anAliasStaysWhereItWasWhenWhatItIsToNameIsRefused() {
    announce("clicks", 5);
    assign("champion", 5);
    updater.loadWaiting();
    failures.put(3L, new VersionRefusedException("parity differs"));
    assign("champion", 3);
    updater.loadWaiting();
    assertThat(slot().servingVersion()).hasValue(5);
    assertThat(updater.book().failure("clicks", 3)).contains("parity differs");
    failures.clear();
    assign("champion", 3);
    updater.loadWaiting();
    assertThat(slot().servingVersion()).hasValue(3);
    assertThat(updater.book().failure("clicks", 3)).isEmpty();
  }

  @Test
  void aVersionThatNoAliasNamesAnyMoreIsNotTriedAgain() {
    announce("clicks", 5);
    updater.loadWaiting();
    failures.put(3L, new IOException("no such file"));
    assign("champion", 3);
    updater.loadWaiting();
    assign("champion", 5);
    nowMillis += 60_000;
    updater.loadWaiting();
    assertThat(loaded).containsExactly(5L, 3L);
  }

  @Test
  void aVersionThatTheGateKeepsOutIsRefusedUnlessAnAliasNamesIt() {
    VersionUpdater gated =
        new VersionUpdater(
            table,
            this::load,
            recorder,
            clock,
            a -> true,
            Optional.of(new Gate("auc", 0.5, Double.POSITIVE_INFINITY)));
    gated.offer(new ModelAnnouncement("clicks", 1, "sha", 0));
    gated.loadWaiting();
    assertThat(slot().servingVersion()).isEmpty();
    assertThat(slot().refusal().reason()).isEqualTo("gate: it has no figure for auc, only for []");
    ModelAnnouncement one = new ModelAnnouncement("clicks", 1, "sha", 0);
    gated.assign(new AliasAssignment("clicks", "champion", one, List.of(), 0));
    gated.loadWaiting();
    assertThat(slot().servingVersion()).hasValue(1);
  }

  @Test
  void aReleaseBehindAPreviewAddsNoAgesAgain() {
    updater.offer(new ModelAnnouncement("clicks", 1, "sha", 0, true));
    updater.loadWaiting();
    nowMillis = 1_500;
    announce("clicks", 2);
    updater.loadWaiting();
    assertThat(recorder.swapCount()).isEqualTo(2);
    assertThat(recorder.freshnessMillis().percentile(100)).hasValue(990);
    nowMillis = 1_800;
    announce("clicks", 3);
    updater.loadWaiting();
    assertThat(recorder.freshnessMillis().percentile(100)).hasValue(1_790);
  }

  @Test
  void aVersionThatAnswersOnlyWhoNamesItMakesTheModelNoFresher() {
    announce("clicks", 1);
    updater.loadWaiting();
    Freshness freshness = recorder.models().get("clicks").freshness();
    assertThat(freshness.since(0)).containsExactly(new Way(10, 0, 1_000), new Way(20, 0, 1_000));
    assign("champion", 1);
    updater.loadWaiting();
    announce("clicks", 2);
    nowMillis = 2_000;
    updater.loadWaiting();
    assertThat(slot().latestVersion()).hasValue(2);
    assertThat(freshness.since(0)).hasSize(2);
    assign("champion", 2);
    updater.loadWaiting();
    assertThat(slot().servingVersion()).hasValue(2);
    updater.assign(new AliasAssignment("clicks", "champion", null, List.of(), 0));
    updater.loadWaiting();
    assertThat(freshness.since(0)).hasSize(2);
    announce("clicks", 3);
    updater.loadWaiting();
    assertThat(freshness.since(0)).hasSize(4).contains(new Way(10, 0, 2_000));
    assertThat(recorder.swapCount()).isEqualTo(3);
  }

  @Test
  void recordsTheAgeOfWhatEachSwapIsTheFirstToContain() {
    announce("clicks", 1);
    updater.loadWaiting();
    assertThat(recorder.swapCount()).isEqualTo(1);
    // Ready at 10 and 20 ms, in service at 1,000 ms.
    assertThat(recorder.freshnessMillis().percentile(50)).hasValue(980);
    assertThat(recorder.freshnessMillis().percentile(100)).hasValue(990);
  }
}
