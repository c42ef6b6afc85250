package io.thalweg.learner.flink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.tier.cold.ColdTier;
import io.thalweg.replay.tier.cold.SegmentBlocks;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The behaviours of the local segment files, on Flink's local file system. */
class FlinkSegmentFilesTest {
  @TempDir Path root;
  private FlinkSegmentFiles files;

  @BeforeEach
  void open() throws IOException {
    files = openFiles();
  }

  private FlinkSegmentFiles openFiles() throws IOException {
    return new FlinkSegmentFiles(new org.apache.flink.core.fs.Path(root.resolve("files").toUri()));
  }

  @AfterEach
  void close() {
    files.close();
  }

  @Test
  void aFileIsReadFromAnyOffsetToItsEnd() throws IOException {
    write("one", "0123456789");
    assertThat(read("one", 3, 4)).isEqualTo("3456");
    assertThat(read("one", 8, 4)).isEqualTo("89");
    assertThat(read("one", 10, 4)).isEmpty();
    assertThat(files.length("one")).isEqualTo(10);
    assertThat(files.list()).containsExactly("one");
  }

  @Test
  void aReadLongerThanItsCopyBufferIsWholeAndKeepsWhatWasThere() throws IOException {
    byte[] bytes = new byte[200_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    files.write("one", channel -> channel.write(ByteBuffer.wrap(bytes)));
    ByteBuffer into = ByteBuffer.allocateDirect(bytes.length + 1).put((byte) 7);
    assertThat(files.read("one", 3, into)).isEqualTo(bytes.length - 3);
    into.flip();
    assertThat(into.get()).isEqualTo((byte) 7);
    assertThat(into).isEqualTo(ByteBuffer.wrap(bytes, 3, bytes.length - 3));
  }

  @Test
  void filesThatAreThereAreListedByTheNextOne() throws IOException {
    write("one", "0123456789");
    files.close();
    files = openFiles();
    assertThat(files.list()).containsExactly("one");
    assertThat(read("one", 0, 2)).isEqualTo("01");
  }

  @Test
  void aWriteThatFailsLeavesNothing() throws IOException {
    assertThatThrownBy(
            () ->
                files.write(
                    "one",
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[100]));
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    try (Stream<Path> left = Files.list(root.resolve("files"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aWriteThatNeverEndedIsNotListed() throws IOException {
    Files.write(root.resolve("files").resolve("one.unfinished"), new byte[100]);
    assertThat(files.list()).isEmpty();
    write("one", "0123456789");
    assertThat(read("one", 0, 11)).isEqualTo("0123456789");
  }

  @Test
  void aNameIsWrittenOnce() throws IOException {
    write("one", "first");
    assertThatThrownBy(() -> write("one", "second")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read("one", 0, 5)).isEqualTo("first");
  }

  @Test
  void aDeletedFileCanNotBeReadAndItsNameIsGone() throws IOException {
    write("one", "0123456789");
    read("one", 0, 1);
    files.delete("one");
    files.delete("one");
    assertThatThrownBy(() -> read("one", 0, 1)).isInstanceOf(FileNotFoundException.class);
    assertThat(files.list()).isEmpty();
  }

  @Test
  void aCopyOutlivesTheDeletionAndRefusesATakenName() throws IOException {
    write("one", "0123456789");
    Path snapshot = Files.createDirectory(root.resolve("snapshot"));
    files.linkInto("one", snapshot);
    assertThatThrownBy(() -> files.linkInto("one", snapshot))
        .isInstanceOf(FileAlreadyExistsException.class);
    files.delete("one");
    assertThat(snapshot.resolve("one")).hasContent("0123456789");
  }

  @Test
  void closedFilesAreNotRead() throws IOException {
    write("one", "0123456789");
    files.close();
    assertThatThrownBy(() -> read("one", 0, 1))
        .hasMessageStartingWith("cold segment files are closed: directory=");
  }

  @Test
  void theColdTierReadsFromThemWhatItHasWritten() throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(640);
    for (int i = 0; i < block.capacity(); i++) {
      block.put(i, (byte) (i % 97));
    }
    try (ColdTier tier = ColdTier.open(openFiles(), 1)) {
      tier.add(5, blocks(block));
    }
    try (ColdTier tier = ColdTier.open(openFiles(), 2)) {
      assertThat(tier.segmentIds()).containsExactly(5L);
      ByteBuffer into = ByteBuffer.allocateDirect(640);
      assertThat(tier.read(5, 0, into)).isEqualTo(640);
      assertThat(into.flip()).isEqualTo(block);
      tier.drop(5);
    }
    assertThat(files.list()).isEmpty();
  }

  private static SegmentBlocks blocks(ByteBuffer only) {
    return new SegmentBlocks() {
      @Override
      public int count() {
        return 1;
      }

      @Override
      public int rows(int block) {
        return 64;
      }

      @Override
      public ByteBuffer bytes(int block) {
        return only.duplicate();
      }
    };
  }

  private void write(String name, String text) throws IOException {
    files.write(name, channel -> channel.write(ByteBuffer.wrap(text.getBytes(US_ASCII))));
  }

  private String read(String name, long offset, int bytes) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(bytes);
    int read = files.read(name, offset, into);
    return new String(into.array(), 0, read, US_ASCII);
  }
}
