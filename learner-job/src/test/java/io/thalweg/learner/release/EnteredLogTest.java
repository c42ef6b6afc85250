package io.thalweg.learner.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.store.ReleaseEntries;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnteredLogTest {
  @TempDir private Path store;
  private ReleaseEntries entries;

  @BeforeEach
  void open() {
    entries = new ReleaseEntries(store);
  }

  /** A log in memory whose next append may come to nothing, or succeed and not say so. */
  private static final class FakeLog implements ReleaseLog {
    private @Nullable ModelAnnouncement last;
    private @Nullable RuntimeException before;
    private @Nullable RuntimeException after;

    @Override
    public void announce(ModelAnnouncement announcement) {
      if (announcement.version() <= lastVersion()) {
        return;
      }
      if (before != null) {
        throw before;
      }
      last = announcement;
      if (after != null) {
        throw after;
      }
    }

    @Override
    public @Nullable ModelAnnouncement last() {
      return last;
    }

    @Override
    public long lastVersion() {
      return last == null ? 0 : last.version();
    }

    @Override
    public @Nullable String lastReleaseSha256() {
      return last == null ? null : last.manifestSha256();
    }

    @Override
    public long lastVersionNow() {
      return lastVersion();
    }

    @Override
    public void close() {}
  }

  private static ModelAnnouncement version(long number, String sha256) {
    return new ModelAnnouncement("m", number, sha256, 0, false, "c2ln");
  }

  private List<Long> entered() throws IOException {
    return entries.versions("m");
  }

  @Test
  void entersAVersionOnceItsAppendIsCommitted() throws Exception {
    FakeLog log = new FakeLog();
    EnteredLog entered = new EnteredLog(log, entries);
    assertThat(entered()).isEmpty();
    entered.announce(version(3, "a"));
    assertThat(ModelAnnouncement.fromBytes(entries.get("m", 3))).isEqualTo(version(3, "a"));
    log.before = new IllegalStateException("no connection");
    assertThatThrownBy(() -> entered.announce(version(4, "b"))).isSameAs(log.before);
    assertThat(entered()).containsExactly(3L);
  }

  @Test
  void neverEntersWhatTheLogHasSkippedForAnother() throws Exception {
    FakeLog log = new FakeLog();
    log.last = version(5, "another's");
    EnteredLog entered = new EnteredLog(log, entries);
    entered.announce(version(5, "mine"));
    entered.announce(version(4, "late"));
    assertThat(entered()).containsExactly(5L);
    assertThat(ModelAnnouncement.fromBytes(entries.get("m", 5)).manifestSha256())
        .isEqualTo("another's");
  }

  @Test
  void entersWhatWasCommittedWithoutAnAnswerWhenTheLogIsOpenedAgain() throws Exception {
    FakeLog log = new FakeLog();
    EnteredLog entered = new EnteredLog(log, entries);
    log.after = new IllegalStateException("no answer");
    assertThatThrownBy(() -> entered.announce(version(6, "a"))).isSameAs(log.after);
    assertThat(entered()).isEmpty();
    new EnteredLog(log, entries).close();
    assertThat(entered()).containsExactly(6L);
  }

  @Test
  void aReleaseDoesNotFailWithItsEntry() throws Exception {
    FakeLog log = new FakeLog();
    EnteredLog entered = new EnteredLog(log, entries);
    Files.writeString(store.resolve("releases"), "in the way");
    entered.announce(version(7, "a"));
    assertThat(log.lastVersion()).isEqualTo(7);
  }
}
