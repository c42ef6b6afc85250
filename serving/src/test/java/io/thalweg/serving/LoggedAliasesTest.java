package io.thalweg.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.follow.AliasLog;
import io.thalweg.serving.follow.AliasRules;
import io.thalweg.serving.follow.VersionAdmin;
import io.thalweg.serving.follow.VersionUpdater;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LoggedAliasesTest {
  private final List<AliasAssignment> written = new ArrayList<>();
  private final VersionTable table = new VersionTable(Set.of());
  private final VersionUpdater updater =
      new VersionUpdater(
          table,
          a -> FakePredictor.servable(a.model(), a.version(), new FakePredictor(a.version())),
          new ServingRecorder(),
          InstantSource.system(),
          a -> true);
  private final LoggedAliases aliases =
      new LoggedAliases(
          new VersionAdmin(
              table,
              updater.book(),
              new AliasRules(updater.releases(), updater.book(), InstantSource.system()),
              AliasLog.inMemory(
                  a -> {
                    written.add(a);
                    updater.assign(a);
                    updater.loadWaiting();
                  }),
              Duration.ofSeconds(5)));

  private void release(long version) {
    updater.offer(new ModelAnnouncement("clicks", version, "sha" + version, 0));
    updater.loadWaiting();
  }

  @Test
  void whatARolloutDecidesIsWrittenToTheLogAndTakesEffect() throws IOException {
    release(1);
    release(2);
    aliases.assign("clicks", "champion", 1L);
    aliases.assign("clicks", "canary", 2L);
    assertThat(table.openSlot("clicks").aliases()).containsEntry("champion", 1L);
    assertThat(table.openSlot("clicks").aliases()).containsEntry("canary", 2L);
    aliases.assign("clicks", "canary", null);
    assertThat(table.openSlot("clicks").aliases()).doesNotContainKey("canary");
    assertThat(written).hasSize(3);
  }

  @Test
  void theLogRemembersWhichVersionsWereTried() throws IOException {
    release(1);
    release(2);
    release(3);
    assertThat(aliases.highest("clicks", "canary")).isEmpty();
    aliases.assign("clicks", "canary", 3L);
    assertThat(aliases.highest("clicks", "canary")).hasValue(3);
    aliases.assign("clicks", "canary", 2L);
    aliases.assign("clicks", "canary", null);
    assertThat(aliases.highest("clicks", "canary")).hasValue(3);
    assertThat(aliases.highest("fraud", "canary")).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsOneLine() {
    release(1);
    assertThatThrownBy(() -> aliases.assign("clicks", "canary", 9L))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("model clicks has no version 9");
  }
}
