package io.thalweg.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.store.ReleaseEntries;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreFollowerTest {
  @TempDir private Path store;
  private final List<Long> loaded = new ArrayList<>();
  private final VersionTable table = new VersionTable(Set.of("clicks"));
  private ReleaseEntries entries;
  private VersionUpdater updater;
  private StoreFollower follower;
  private volatile boolean breaking;
  private volatile boolean broken;

  @BeforeEach
  void open() {
    entries = new ReleaseEntries(store);
    updater =
        new VersionUpdater(
            table,
            a -> {
              loaded.add(a.version());
              return FakePredictor.servable(a.model(), a.version(), new FakePredictor(a.version()));
            },
            new ServingRecorder(),
            InstantSource.system(),
            this::counts);
    follower = new StoreFollower(entries, updater, Duration.ofMillis(10));
  }

  private static void awaitThat(BooleanSupplier holds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!holds.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /** What counts is asked of every announcement, and fails while it is to. */
  private boolean counts(ModelAnnouncement a) {
    if (breaking) {
      broken = true;
      throw new UncheckedIOException(new IOException("stale file handle"));
    }
    return !a.preview();
  }

  private void release(String model, long version, boolean preview) throws IOException {
    ModelAnnouncement a = new ModelAnnouncement(model, version, "sha", 0, preview);
    entries.put(model, version, a.toBytes());
  }

  @Test
  void loadsTheNewestOfThoseThatAreThereAndEachThatComes() throws IOException {
    follower.look();
    assertThat(loaded).isEmpty();
    release("clicks", 9, false);
    release("clicks", 10, false);
    release("fraud", 11, false);
    follower.look();
    follower.look();
    assertThat(loaded).containsExactly(10L);
    release("clicks", 11, true);
    release("clicks", 12, false);
    follower.look();
    assertThat(loaded).containsExactly(10L, 12L);
    assertThat(table.slot("clicks").servingVersion()).hasValue(12);
  }

  @Test
  void skipsWhatIsNoAnnouncementOrOfAnotherVersion() throws IOException {
    release("clicks", 1, false);
    Path directory = store.resolve("releases/clicks");
    Files.write(directory.resolve("2"), "nonsense".getBytes(StandardCharsets.UTF_8));
    Files.copy(directory.resolve("1"), directory.resolve("3"));
    Files.write(directory.resolve("4"), new byte[1 << 20]);
    Files.writeString(directory.resolve("notes.txt"), "kept by hand");
    follower.look();
    release("clicks", 5, false);
    follower.look();
    assertThat(loaded).containsExactly(1L, 5L);
  }

  @Test
  void anEntryThatCannotBeReadYetIsReadLaterAndKeepsNoOtherBack() throws IOException {
    Path seventh = store.resolve("releases/clicks/7");
    Files.createDirectories(seventh);
    release("clicks", 6, false);
    follower.look();
    assertThat(loaded).containsExactly(6L);
    Files.delete(seventh);
    release("clicks", 7, false);
    Files.createDirectories(store.resolve("releases/clicks/8"));
    follower.look();
    assertThat(loaded).containsExactly(6L, 7L);
    release("clicks", 9, false);
    follower.look();
    Files.delete(store.resolve("releases/clicks/8"));
    release("clicks", 8, false);
    follower.look();
    assertThat(loaded).containsExactly(6L, 7L, 9L);
    assertThat(updater.releases().last("clicks", 9)).containsExactly(6L, 7L, 8L, 9L);
  }

  @Test
  void anErrorOfOneLookEndsNotTheNext() throws Exception {
    release("clicks", 1, false);
    breaking = true;
    follower.start();
    awaitThat(() -> broken);
    breaking = false;
    awaitThat(() -> table.slot("clicks").servingVersion().isPresent());
    follower.close();
    assertThat(loaded).containsExactly(1L);
  }

  @Test
  void looksAgainAndAgainUntilItIsClosed() throws Exception {
    follower.start();
    release("clicks", 1, false);
    awaitThat(() -> table.slot("clicks").servingVersion().isPresent());
    follower.close();
    assertThat(table.slot("clicks").servingVersion()).hasValue(1);
    release("clicks", 2, false);
    assertThat(loaded).containsExactly(1L);
  }
}
