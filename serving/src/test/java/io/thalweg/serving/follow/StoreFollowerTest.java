package io.thalweg.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.store.ReleaseEntries;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreFollowerTest {
  @TempDir private Path store;
  private final List<Long> loaded = new ArrayList<>();
  private final VersionTable table = new VersionTable(Set.of("clicks"));
  private ReleaseEntries entries;
  private StoreFollower follower;

  @BeforeEach
  void open() {
    entries = new ReleaseEntries(store);
    VersionUpdater updater =
        new VersionUpdater(
            table,
            a -> {
              loaded.add(a.version());
              return FakePredictor.servable(a.model(), a.version(), new FakePredictor(a.version()));
            },
            new ServingRecorder(),
            InstantSource.system(),
            a -> !a.preview());
    follower = new StoreFollower(entries, updater, Duration.ofMillis(10));
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
  void looksAgainAndAgainUntilItIsClosed() throws Exception {
    follower.start();
    release("clicks", 1, false);
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (table.slot("clicks").servingVersion().isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    follower.close();
    assertThat(table.slot("clicks").servingVersion()).hasValue(1);
    release("clicks", 2, false);
    assertThat(loaded).containsExactly(1L);
  }
}
