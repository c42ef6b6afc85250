package io.thalweg.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.follow.AliasException.Kind;
import io.thalweg.serving.follow.VersionAdmin.Change;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.VersionRefusedException;
import io.thalweg.serving.version.VersionTable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operations on a server whose follower reads each entry as soon as it is written. */
@Timeout(20)
final class VersionAdminTest {
  private static final InstantSource CLOCK = () -> Instant.ofEpochMilli(77);

  private final Set<Long> bad = new HashSet<>();
  private final List<AliasAssignment> written = new ArrayList<>();
  private final VersionTable table = new VersionTable(Set.of());
  private final VersionUpdater updater =
      new VersionUpdater(
          table,
          a -> {
            if (bad.contains(a.version())) {
              throw new VersionRefusedException("parity differs");
            }
            return FakePredictor.servable(a.model(), a.version(), new FakePredictor(a.version()));
          },
          new ServingRecorder(),
          CLOCK,
          a -> true);
  private final VersionAdmin admin =
      admin(
          AliasLog.inMemory(
              a -> {
                written.add(a);
                updater.assign(a);
                updater.loadWaiting();
              }),
          Duration.ofSeconds(5));

  private VersionAdmin admin(AliasLog log, Duration patience) {
    AliasRules rules = new AliasRules(updater.releases(), updater.book(), CLOCK);
    return new VersionAdmin(table, updater.book(), rules, log, patience);
  }

  @BeforeEach
  void releaseFive() {
    for (long v = 1; v <= 5; v++) {
      updater.offer(new ModelAnnouncement("clicks", v, "sha" + v, 0));
      updater.loadWaiting();
    }
  }

  private long serving() {
    return table.slot("clicks").servingVersion().orElseThrow();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Change done(String alias, Long from, Long to) {
    return new Change("clicks", alias, from, to, true, null, false);
  }

  @Test
  void aPinnedModelStaysOnItsVersionWhileNewerOnesLoadAndGoesOnWhenUnpinned() throws Exception {
    assertThat(admin.pin("clicks", 2)).isEqualTo(done("champion", null, 2L));
    updater.offer(new ModelAnnouncement("clicks", 6, "sha6", 0));
    updater.loadWaiting();
    assertThat(serving()).isEqualTo(2);
    assertThat(table.slot("clicks").latestVersion()).hasValue(6);
    assertThat(admin.unpin("clicks")).isEqualTo(done("champion", 2L, null));
    assertThat(serving()).isEqualTo(6);
  }

  @Test
  void aPromotionMakesTheCanaryTheChampionAndARollbackUndoesIt() throws Exception {
    admin.pin("clicks", 3);
    admin.assign("clicks", "canary", 5);
    assertThat(serving()).isEqualTo(3);
    assertThat(admin.promote("clicks")).isEqualTo(done("champion", 3L, 5L));
    assertThat(serving()).isEqualTo(5);
    assertThat(admin.rollback("clicks")).isEqualTo(done("champion", 5L, 3L));
    assertThat(serving()).isEqualTo(3);
  }

  @Test
  void eachRollbackGoesOneFurtherBackThroughWhatServed() throws Exception {
    admin.pin("clicks", 1);
    admin.pin("clicks", 4);
    admin.pin("clicks", 2);
    List<Long> served = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      admin.rollback("clicks");
      served.add(serving());
    }
    // 5 served by itself before the first pin, and behind it 4 was released.
    assertThat(served).containsExactly(4L, 1L, 5L, 4L);
  }

  @Test
  void withoutAChampionARollbackGoesToTheReleaseBeforeTheNewest() throws Exception {
    assertThat(admin.rollback("clicks")).isEqualTo(done("champion", null, 4L));
    updater.offer(new ModelAnnouncement("clicks", 6, "sha6", 0));
    updater.loadWaiting();
    assertThat(serving()).isEqualTo(4);
  }

  @Test
  void anEntryContainsWhatIsNeededToLoadTheVersionAndWhatWasBefore() throws Exception {
    admin.assign("clicks", "audit", 2);
    admin.assign("clicks", "audit", 4);
    ModelAnnouncement two = new ModelAnnouncement("clicks", 2, "sha2", 0);
    ModelAnnouncement four = new ModelAnnouncement("clicks", 4, "sha4", 0);
    assertThat(written)
        .containsExactly(
            new AliasAssignment("clicks", "audit", two, List.of(), 77),
            new AliasAssignment("clicks", "audit", four, List.of(two), 77));
  }

  @Test
  void saysWhyAVersionIsNotInEffect() throws Exception {
    admin.pin("clicks", 5);
    bad.add(1L);
    assertThat(admin.pin("clicks", 1))
        .isEqualTo(new Change("clicks", "champion", 5L, 1L, false, "parity differs", false));
    assertThat(serving()).isEqualTo(5);
    AliasLog deaf =
        new AliasLog() {
          @Override
          public void write(AliasAssignment assignment) {}

          @Override
          public boolean isDurable() {
            return true;
          }
        };
    assertThat(admin(deaf, Duration.ofMillis(20)).pin("clicks", 4))
        .isEqualTo(
            new Change(
                "clicks",
                "champion",
                1L,
                4L,
                false,
                "it has not been read back from the log yet",
                true));
  }

  @Test
  void anOperationOnOneModelWaitsForNoneOnAnother() throws Exception {
    updater.offer(new ModelAnnouncement("fraud", 1, "sha1", 0));
    updater.loadWaiting();
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch kafkaIsBack = new CountDownLatch(1);
    VersionAdmin both =
        admin(
            AliasLog.inMemory(
                a -> {
                  if (a.model().equals("clicks")) {
                    writing.countDown();
                    awaitQuietly(kafkaIsBack);
                  }
                  updater.assign(a);
                  updater.loadWaiting();
                }),
            Duration.ofSeconds(5));
    FutureTask<Change> slow = new FutureTask<>(() -> both.pin("clicks", 2));
    new Thread(slow).start();
    writing.await();
    assertThat(both.pin("fraud", 1).inEffect()).isTrue();
    kafkaIsBack.countDown();
    assertThat(slow.get()).isEqualTo(done("champion", null, 2L));
  }

  @Test
  void refusesWhatCannotBeDoneInOneLine() {
    updater.offer(new ModelAnnouncement("clicks", 8, "sha8", 0, true));
    refused(
        () -> admin.pin("clics", 1),
        Kind.UNKNOWN,
        "no version of model 'clics' was released; known are [clicks]");
    refused(
        () -> admin.pin("clicks", 7),
        Kind.UNKNOWN,
        "model clicks has no version 7; the last that were released are [1, 2, 3, 4, 5]");
    refused(
        () -> admin.pin("clicks", 8),
        Kind.CONFLICT,
        "version 8 of model clicks is a preview, what it learned may be undone; take a release");
    refused(
        () -> admin.assign("clicks", "latest", 1),
        Kind.BAD,
        "the alias 'latest' moves by itself; to stay on a version assign 'champion'");
    refused(
        () -> admin.promote("clicks"),
        Kind.CONFLICT,
        "model clicks has no alias 'canary'; give it one first: thalweg models alias clicks canary VERSION");
    refused(
        () -> admin.remove("clicks", "audit"),
        Kind.UNKNOWN,
        "model clicks has no alias 'audit'; give it one first: thalweg models alias clicks audit VERSION");
    assertThat(written).isEmpty();
  }

  @Test
  void refusesARollbackBehindTheFirstRelease() throws Exception {
    admin.pin("clicks", 1);
    admin.rollback("clicks");
    assertThat(serving()).isEqualTo(5);
    admin.pin("clicks", 1);
    for (int i = 0; i < 5; i++) {
      admin.rollback("clicks");
    }
    refused(
        () -> admin.rollback("clicks"),
        Kind.CONFLICT,
        "nothing has served model clicks before version 1");
  }

  private static void refused(ThrowingCallable operation, Kind kind, String message) {
    assertThatThrownBy(operation)
        .isInstanceOfSatisfying(AliasException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessage(message);
  }
}
