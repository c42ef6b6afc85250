package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayDirectoryTest {
  @TempDir Path all;
  private Path tmp;

  @BeforeEach
  void name() {
    tmp = all.resolve("tm_one").resolve("tmp");
  }

  @Test
  void closingLeavesNothing() throws IOException {
    ReplayDirectory directory = ReplayDirectory.make(tmp);
    Files.write(Files.createDirectory(directory.path().resolve("live")).resolve("a"), new byte[9]);
    assertThat(directory.path()).startsWith(tmp);
    directory.close();
    assertThat(tmp).isEmptyDirectory();
  }

  @Test
  void tasksOfOneTaskManagerLeaveEachOtherAlone() throws IOException {
    try (ReplayDirectory first = ReplayDirectory.make(tmp);
        ReplayDirectory second = ReplayDirectory.make(tmp)) {
      assertThat(first.path()).exists().isNotEqualTo(second.path());
    }
  }

  @Test
  void whatAKilledTaskManagerLeftGoesWhateverItsName() throws IOException {
    Path here = abandoned(tmp);
    Path there = abandoned(all.resolve("tm_two").resolve("tmp"));
    Path others = Files.createDirectories(tmp.resolve("somebody-elses"));
    try (ReplayDirectory directory = ReplayDirectory.make(tmp)) {
      assertThat(here).doesNotExist();
      assertThat(there).doesNotExist();
      assertThat(there.getParent()).isEmptyDirectory();
      assertThat(others).exists();
      assertThat(directory.path()).exists();
    }
  }

  @Test
  void whatALivingProcessHasStaysUntilItIsKilled() throws Exception {
    Path other = abandoned(all.resolve("tm_two").resolve("tmp"));
    Process process = holder(other);
    try {
      assertThat(process.getInputStream().read()).isEqualTo('L');
      ReplayDirectory.make(tmp).close();
      assertThat(other).exists();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    ReplayDirectory.make(tmp).close();
    assertThat(other).doesNotExist();
  }

  @Test
  void laterTaskOfTheProcessDoesntGiveUpTheLockOfAnEarlierOne() throws Exception {
    try (ReplayDirectory first = ReplayDirectory.make(tmp)) {
      ReplayDirectory.make(tmp).close();
      Process process = holder(first.path());
      try {
        assertThat(process.getInputStream().read()).isEqualTo('-');
      } finally {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static Process holder(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            directory + ".lock")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Path abandoned(Path tmp) throws IOException {
    Files.createDirectories(tmp);
    Path directory = Files.createTempDirectory(tmp, ReplayDirectory.PREFIX);
    Files.write(directory.resolve("000001.sst"), new byte[10]);
    Files.createFile(Path.of(directory + ".lock"));
    return directory;
  }

  /** Says whether it has got the lock on a file, and holds it until it is killed. */
  static final class Holder {
    public static void main(String[] arguments) throws Exception {
      try (FileChannel channel =
          FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
        FileLock lock = channel.tryLock();
        System.out.print(lock == null ? '-' : 'L');
        System.out.flush();
        new CountDownLatch(1).await();
      }
    }
  }
}
