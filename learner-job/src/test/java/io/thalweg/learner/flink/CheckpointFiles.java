package io.thalweg.learner.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStreamFactory;

/**
 * Checkpoint storage below a directory, written by Flink's own streams, in which something can be
 * made to happen at one step of one of them. Several threads may write at a time; which stream is
 * which is known only where one does.
 */
final class CheckpointFiles implements CheckpointStreamFactory {
  private static final int BUFFER_BYTES = 4096;

  enum Step {
    CREATE,
    WRITE,
    CLOSE
  }

  interface Event {
    void happen() throws IOException;
  }

  private final Path root;
  private final FsCheckpointStreamFactory files;
  private Step step = Step.CREATE;
  private int atStream = Integer.MAX_VALUE;
  private Event event = () -> {};
  private final AtomicInteger created = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();

  /** Files of up to so many bytes stay inside their handle. */
  CheckpointFiles(Path root, int inlineBytes) {
    this.root = root;
    this.files =
        new FsCheckpointStreamFactory(
            LocalFileSystem.getSharedInstance(),
            new org.apache.flink.core.fs.Path(root.resolve("own").toUri()),
            new org.apache.flink.core.fs.Path(root.resolve("shared").toUri()),
            inlineBytes,
            Math.max(BUFFER_BYTES, inlineBytes));
  }

  /** Counts streams from 1 anew. */
  void when(Step reached, int stream, Event happens) {
    step = reached;
    atStream = stream;
    event = happens;
    created.set(0);
  }

  void asUsual() {
    when(Step.CREATE, Integer.MAX_VALUE, () -> {});
  }

  /** Streams asked for since {@link #when}. */
  int created() {
    return created.get();
  }

  /** Streams not closed yet. */
  int open() {
    return open.get();
  }

  /** Bytes of every file that is there: {@code own/...} or {@code shared/...}. */
  Map<String, Long> stored() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    if (Files.exists(root)) {
      try (Stream<Path> all = Files.walk(root)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          sizes.put(root.relativize(file).toString(), Files.size(file));
        }
      }
    }
    return sizes;
  }

  long storedBytes() throws IOException {
    return stored().values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public CheckpointStateOutputStream createCheckpointStateOutputStream(CheckpointedStateScope scope)
      throws IOException {
    int number = created.incrementAndGet();
    reach(Step.CREATE, number);
    open.incrementAndGet();
    return new Stepping(files.createCheckpointStateOutputStream(scope), number);
  }

  private void reach(Step reached, int stream) throws IOException {
    if (reached == step && stream == atStream) {
      event.happen();
    }
  }

  @Override
  public boolean canFastDuplicate(StreamStateHandle handle, CheckpointedStateScope scope) {
    return false;
  }

  @Override
  public List<StreamStateHandle> duplicate(
      List<StreamStateHandle> handles, CheckpointedStateScope scope) {
    throw new UnsupportedOperationException("duplicate");
  }

  private final class Stepping extends CheckpointStateOutputStream {
    private final CheckpointStateOutputStream out;
    private final int number;
    private boolean closed;

    Stepping(CheckpointStateOutputStream out, int number) {
      this.out = out;
      this.number = number;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      reach(Step.WRITE, number);
      out.write(bytes, offset, length);
    }

    @Override
    public StreamStateHandle closeAndGetHandle() throws IOException {
      reach(Step.CLOSE, number);
      markClosed();
      return out.closeAndGetHandle();
    }

    @Override
    public void close() throws IOException {
      markClosed();
      out.close();
    }

    private void markClosed() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void sync() throws IOException {
      out.sync();
    }
  }
}
