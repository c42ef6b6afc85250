package io.thalweg.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AliasFileTest {
  @TempDir private Path directory;
  private final List<AliasAssignment> told = new ArrayList<>();
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("aliases");
  }

  private static ModelAnnouncement version(long version) {
    return new ModelAnnouncement("clicks", version, "sha" + version, 0);
  }

  private static final AliasAssignment TRIED =
      new AliasAssignment("clicks", "canary", version(8), List.of(), 1);
  private static final AliasAssignment ROLLED_BACK =
      new AliasAssignment("clicks", "canary", null, List.of(version(8)), 2);
  private static final AliasAssignment CHAMPION =
      new AliasAssignment("clicks", "champion", version(7), List.of(), 3);

  @Test
  void theLastOfEachAliasOutlivesTheServer() throws Exception {
    AliasFile log = AliasFile.open(file, told::add);
    log.write(TRIED);
    log.write(CHAMPION);
    log.write(ROLLED_BACK);
    assertThat(told).containsExactly(TRIED, CHAMPION, ROLLED_BACK);
    assertThat(log.isDurable()).isTrue();

    told.clear();
    AliasFile again = AliasFile.open(file, told::add);
    assertThat(told).containsExactly(ROLLED_BACK, CHAMPION);
    again.write(TRIED);
    told.clear();
    AliasFile.open(file, told::add);
    assertThat(told).containsExactly(TRIED, CHAMPION);
    assertThat(directory).isDirectoryNotContaining("glob:**.next");
  }

  @Test
  void aBrokenLineIsNamed() throws Exception {
    AliasFile.open(file, told::add).write(CHAMPION);
    Files.writeString(file, Files.readString(file) + "AAAA\n");
    assertThatThrownBy(() -> AliasFile.open(file, told::add))
        .isInstanceOf(AliasFileException.class)
        .hasMessageStartingWith(file + ":2: this is no alias: ")
        .hasMessageEndingWith("; remove the line");
  }

  @Test
  void aFileThatCannotBeIsSaidAtTheStart() {
    Path none = directory.resolve("none").resolve("aliases");
    assertThatThrownBy(() -> AliasFile.open(none, told::add))
        .isInstanceOf(AliasFileException.class)
        .hasMessageStartingWith("aliases can't be kept in " + none + ": ")
        .hasMessageEndingWith("; make its directory, or name another as alias-file");
  }

  @Test
  void whatCannotBeWrittenIsNotInForce() throws IOException {
    AliasFile log = AliasFile.open(file, told::add);
    Files.delete(file);
    Files.delete(directory);
    assertThatThrownBy(() -> log.write(CHAMPION))
        .isInstanceOfSatisfying(
            AliasException.class,
            e -> assertThat(e.kind()).isEqualTo(AliasException.Kind.UNAVAILABLE));
    assertThat(told).isEmpty();
    Files.createDirectory(directory);
  }
}
