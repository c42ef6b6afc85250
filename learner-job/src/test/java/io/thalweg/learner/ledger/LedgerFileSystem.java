package io.thalweg.learner.ledger;

import java.io.IOException;
import java.net.URI;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataInputStreamWrapper;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FSDataOutputStreamWrapper;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** Local files, which fail or hang on a learner while it reads or writes them. Thread-safe. */
final class LedgerFileSystem extends LocalFileSystem {
  static final String SCHEME = "ledger";
  private static final String LEARNERS = "io.thalweg.learner.flink.";

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    return new Input(super.open(path));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return open(path);
  }

  @Override
  public FSDataOutputStream create(Path path, FileSystem.WriteMode mode) throws IOException {
    return new Output(super.create(path, mode));
  }

  private static void at(Place place, Mishaps.Closing closing) throws IOException {
    boolean learner =
        StackWalker.getInstance()
            .walk(frames -> frames.anyMatch(f -> f.getClassName().startsWith(LEARNERS)));
    if (learner) {
      try {
        Experiment.current().mishaps().at(place, closing);
      } catch (IllegalStateException e) {
        throw new IOException(e);
      }
    }
  }

  private static final class Input extends FSDataInputStreamWrapper {
    private final Mishaps.Closing closing = new Mishaps.Closing();

    Input(FSDataInputStream real) {
      super(real);
    }

    @Override
    public int read(byte[] bytes) throws IOException {
      return read(bytes, 0, bytes.length);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      at(Place.DOWNLOAD, closing);
      return super.read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      closing.close();
      super.close();
    }
  }

  private static final class Output extends FSDataOutputStreamWrapper {
    private final Mishaps.Closing closing = new Mishaps.Closing();

    Output(FSDataOutputStream real) {
      super(real);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      at(Place.UPLOAD, closing);
      super.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      closing.close();
      super.close();
    }
  }

  /** Found by Flink. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileSystem create(URI uri) {
      return new LedgerFileSystem();
    }
  }
}
