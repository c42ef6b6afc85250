package io.thalweg.learner.flink;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * The local file system, in which something can be made to happen from one operation on, counted
 * over all streams. Deletions aren't counted: a disk that refuses those keeps what it has.
 * Thread-safe.
 */
final class CountingFiles extends LocalFileSystem {
  private final AtomicInteger operations = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final int at;
  private final CheckpointFiles.Event event;

  /** Operations count from 1. */
  CountingFiles(int at, CheckpointFiles.Event event) {
    this.at = at;
    this.event = event;
  }

  int operations() {
    return operations.get();
  }

  /** Streams not closed yet. */
  int open() {
    return open.get();
  }

  private void count() throws IOException {
    if (operations.incrementAndGet() >= at) {
      event.happen();
    }
  }

  @Override
  public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
    count();
    FSDataOutputStream out = super.create(path, mode);
    open.incrementAndGet();
    return new Out(out);
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    count();
    FSDataInputStream in = super.open(path);
    open.incrementAndGet();
    return new In(in);
  }

  private final class Out extends FSDataOutputStream {
    private final FSDataOutputStream out;
    private boolean closed;

    Out(FSDataOutputStream out) {
      this.out = out;
    }

    /** An interrupt closes the file here, and then Flink doesn't close it again. */
    @Override
    public long getPos() throws IOException {
      try {
        return out.getPos();
      } catch (ClosedByInterruptException e) {
        if (!closed) {
          closed = true;
          open.decrementAndGet();
        }
        throw e;
      }
    }

    @Override
    public void write(int b) throws IOException {
      count();
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      count();
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      count();
      out.flush();
    }

    @Override
    public void sync() throws IOException { // uncounted: Flink itself leaves such a file open
      out.sync();
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
        out.close();
        count();
      }
    }
  }

  private final class In extends FSDataInputStream {
    private final FSDataInputStream in;
    private boolean closed;

    In(FSDataInputStream in) {
      this.in = in;
    }

    @Override
    public void seek(long position) throws IOException {
      in.seek(position);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public int read() throws IOException {
      count();
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      count();
      return in.read(bytes, offset, length);
    }

    @Override
    public synchronized void close() throws IOException {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
        in.close();
      }
    }
  }
}
