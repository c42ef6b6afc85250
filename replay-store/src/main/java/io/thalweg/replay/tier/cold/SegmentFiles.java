package io.thalweg.replay.tier.cold;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Immutable files under flat names: what a directory and an object store have in common.
 * Thread-safe; a name is written once and never again.
 */
public interface SegmentFiles extends AutoCloseable {

  /** Stores a whole file durably or nothing at all. A name that is taken is refused. */
  void write(String name, Content content) throws IOException;

  /**
   * Reads from {@code offset} until {@code into} is full or the file ends, and returns the number
   * of bytes. Other threads may read the same file; one that is deleted meanwhile ends in an
   * exception.
   */
  int read(String name, long offset, ByteBuffer into) throws IOException;

  /** In bytes. */
  long length(String name) throws IOException;

  /** Afterwards the name is gone; one that is gone already is no error. */
  void delete(String name) throws IOException;

  /** Names of the whole files, in no order. */
  List<String> list() throws IOException;

  /** Brings the file under the same name into a local directory: a hard link or a durable copy. */
  void linkInto(String name, Path directory) throws IOException;

  @Override
  void close() throws IOException;

  /** Writes the bytes of one file, from its first to its last. */
  @FunctionalInterface
  interface Content {
    void writeTo(WritableByteChannel channel) throws IOException;
  }
}
