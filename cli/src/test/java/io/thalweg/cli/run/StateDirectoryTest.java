package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.cli.terminal.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
  @TempDir Path parent;

  private Path checkpoint(Path state, String name) throws Exception {
    Path directory = Files.createDirectories(state.resolve(name));
    Files.writeString(directory.resolve("_metadata"), "");
    return directory;
  }

  @Test
  void isTakenByOneRunAtATime() throws Exception {
    Path state = parent.resolve("state");
    try (StateDirectory first = StateDirectory.take(state)) {
      assertThat(first.newest()).isEmpty();
      assertThatThrownBy(() -> StateDirectory.take(state))
          .isInstanceOf(CommandException.class)
          .hasMessage(
              "another run of this pipeline has "
                  + state
                  + "; end it, or give this one a directory of its own with the key state");
    }
    StateDirectory.take(state).close();
  }

  @Test
  void whoSharesItKeepsOutAWholeRun() throws Exception {
    try (StateDirectory shared = StateDirectory.share(parent)) {
      assertThat(shared.path()).isEqualTo(parent);
      assertThatThrownBy(() -> StateDirectory.take(parent)).isInstanceOf(CommandException.class);
    }
    try (StateDirectory whole = StateDirectory.take(parent)) {
      assertThat(whole.path()).isEqualTo(parent);
      assertThatThrownBy(() -> StateDirectory.share(parent)).isInstanceOf(CommandException.class);
    }
  }

  @Test
  void nobodyBeginsAnewWhereAllThereIsWasUndone() throws Exception {
    Path below = checkpoint(parent, "checkpoints/job/chk-9");
    Path undone = checkpoint(parent, "checkpoints/job/chk-10");
    for (Path checkpoint : List.of(below, undone)) {
      Files.move(checkpoint.resolve("_metadata"), checkpoint.resolve("_metadata.undone"));
    }
    try (StateDirectory state = StateDirectory.take(parent)) {
      assertThatThrownBy(state::newest)
          .isInstanceOf(CommandException.class)
          .hasMessage(
              undone
                  + " is the newest checkpoint left and was set aside as undone; rename its"
                  + " _metadata.undone to _metadata to go on from it, or begin anew with --fresh");
      Path other = checkpoint(parent, "checkpoints/job/chk-8");
      assertThat(state.newest()).hasValue(other);
    }
  }

  @Test
  void whatIsSetAsideIsNotGoneOnFrom() throws Exception {
    Path old = checkpoint(parent, "checkpoints/job/chk-7");
    checkpoint(parent, "savepoints/savepoint-1");
    try (StateDirectory state = StateDirectory.take(parent)) {
      assertThat(state.newest()).isPresent();
      assertThat(state.setAside()).hasValue(parent.resolve("set-aside-1"));
      assertThat(state.newest()).isEmpty();
      assertThat(state.setAside()).isEmpty();
      assertThat(old).doesNotExist();
      assertThat(parent.resolve("set-aside-1/checkpoints/job/chk-7/_metadata")).exists();
      Path next = checkpoint(parent, "checkpoints/other/chk-1");
      assertThat(state.newest()).hasValue(next);
      assertThat(state.setAside()).hasValue(parent.resolve("set-aside-2"));
    }
  }
}
