package io.thalweg.replay.tier.cold;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSegmentFilesTest {
  @TempDir Path root;
  private LocalSegmentFiles files;

  @BeforeEach
  void open() throws IOException {
    files = new LocalSegmentFiles(root.resolve("files"));
  }

  @AfterEach
  void close() throws IOException {
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
  }

  @Test
  void aNameIsWrittenOnce() throws IOException {
    write("one", "first");
    assertThatThrownBy(() -> write("one", "second")).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read("one", 0, 5)).isEqualTo("first");
  }

  @Test
  void aDeletedFileCanNotBeReadThoughItWasOpen() throws IOException {
    write("one", "0123456789");
    read("one", 0, 1);
    files.delete("one");
    files.delete("one");
    assertThatThrownBy(() -> read("one", 0, 1)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void anInterruptedReaderEndsNoOtherReader() throws IOException {
    write("one", "0123456789");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> read("one", 0, 1)).isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(read("one", 0, 1)).isEqualTo("0");
  }

  @Test
  void aLinkOutlivesTheDeletionAndRefusesATakenName() throws IOException {
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
    read("one", 0, 1);
    files.close();
    assertThatThrownBy(() -> read("one", 0, 1))
        .hasMessageStartingWith("cold segment files are closed: directory=");
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
