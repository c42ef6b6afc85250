package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class DirectoriesTest {
  @TempDir private Path parent;

  @RepeatedTest(50)
  void whatIsWrittenMeanwhileIsDeletedToo() throws Exception {
    Path directory = parent.resolve("task");
    Path snapshot = Files.createDirectories(directory.resolve("snapshot"));
    CountDownLatch begun = new CountDownLatch(1);
    Thread writer = new Thread(() -> writeUntilItIsGone(snapshot, begun));
    writer.start();
    begun.await();

    Directories.deleteTree(directory);
    writer.join();

    assertThat(directory).doesNotExist();
  }

  private static void writeUntilItIsGone(Path snapshot, CountDownLatch begun) {
    try {
      for (int i = 0; i < 200; i++) {
        Files.createFile(snapshot.resolve("file-" + i));
        begun.countDown();
      }
    } catch (IOException e) {
      begun.countDown(); // its directory is gone
    }
  }
}
