package io.thalweg.replay.tier.cold;

import io.thalweg.replay.tier.FullDisk;
import io.thalweg.replay.tier.TierException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The open segments of one table. {@link #read} and the other questions are thread-safe and take no
 * lock. {@link #drop}, {@link #linkInto} and {@link #close} belong to one thread, {@link #add}
 * likewise, to the same one or another: it compresses for a second or so where a segment is full.
 *
 * <p>A segment's file is named after its id and a random suffix of the table that wrote it, so that
 * files of two tables never get in each other's way.
 */
public final class ColdTier implements AutoCloseable {
  /** Of one segment. */
  public static final int MAX_BLOCKS = SegmentLayout.MAX_BLOCKS;

  /** What zstd may add to a block that it can't compress, and the block's entry in the index. */
  private static final int BLOCK_OVERHEAD_BYTES = 128;

  private static final int SEGMENT_OVERHEAD_BYTES = 1 << 10;

  private final SegmentFiles files;
  private final long suffix;
  private final BlockDecoders decoders = new BlockDecoders();
  private volatile Segments segments = new Segments(List.of());

  private ColdTier(SegmentFiles files, long suffix) {
    this.files = files;
    this.suffix = suffix;
  }

  /**
   * Opens the segments that are there and verifies their indexes; other files are left alone.
   *
   * @param files owned by the tier from now on, also if this fails
   * @param suffix of the files that will be written: random, another one for every open table
   */
  public static ColdTier open(SegmentFiles files, long suffix) {
    ColdTier tier = new ColdTier(files, suffix);
    try {
      ZstdLibrary.load();
      tier.openSegments();
      return tier;
    } catch (IOException e) {
      throw tier.closed(new TierException("cold tier can't be opened: cause=" + e, e));
    } catch (RuntimeException e) {
      throw tier.closed(e);
    }
  }

  /** Of a segment's file with so many blocks. */
  public static long mostBytes(int blocks, int blockBytes) {
    return SEGMENT_OVERHEAD_BYTES
        + (long) blocks * (blockBytes + blockBytes / 128 + BLOCK_OVERHEAD_BYTES);
  }

  private void openSegments() throws IOException {
    for (String file : files.list()) {
      SegmentName name = SegmentName.ofFile(file);
      if (name != null) {
        SegmentReader reader = SegmentReader.open(files, decoders, name);
        requireNew(name);
        publish(reader);
      }
    }
  }

  private void requireNew(SegmentName name) {
    SegmentReader present = segments.find(name.id());
    if (present != null) {
      throw new IllegalArgumentException(
          "cold segment exists: segment=%d, file=%s, new file=%s"
              .formatted(name.id(), present.name().file(), name.file()));
    }
  }

  private synchronized void publish(SegmentReader reader) {
    segments = segments.with(reader);
  }

  private synchronized void withdraw(SegmentReader reader) {
    segments = segments.without(reader);
  }

  private RuntimeException closed(RuntimeException failure) {
    try {
      close();
    } catch (RuntimeException second) {
      failure.addSuppressed(second);
    }
    return failure;
  }

  /** Compresses and stores the blocks; they can be read when this returns. An id is used once. */
  public void add(long segmentId, SegmentBlocks blocks) {
    SegmentName name = new SegmentName(segmentId, suffix);
    requireNew(name);
    try {
      SegmentWriter.write(files, name, blocks);
      publish(SegmentReader.open(files, decoders, name));
    } catch (IOException e) {
      throw new TierException(
          "cold segment can't be written: file=%s, cause=%s%s"
              .formatted(name.file(), e, FullDisk.advice(String.valueOf(e))),
          e);
    }
  }

  /**
   * Puts the block at the position of {@code into}, a direct buffer, which moves behind it.
   *
   * @return the block's length in bytes
   * @throws SegmentGoneException if the segment isn't there or is dropped meanwhile
   */
  public int read(long segmentId, int block, ByteBuffer into) {
    SegmentReader reader = reader(segmentId);
    try {
      return reader.read(block, into);
    } catch (IOException e) {
      if (segments.find(segmentId) != reader) {
        throw new SegmentGoneException(segmentId, e);
      }
      throw new TierException(
          "cold segment can't be read: file=%s, block=%d, cause=%s"
              .formatted(reader.name().file(), block, e),
          e);
    }
  }

  /** Deletes the segment. Reads under way end with all bytes or a {@link SegmentGoneException}. */
  public void drop(long segmentId) {
    SegmentReader reader = reader(segmentId);
    withdraw(reader);
    try {
      files.delete(reader.name().file());
    } catch (IOException e) {
      throw new TierException(
          "cold segment can't be deleted: file=%s, cause=%s".formatted(reader.name().file(), e), e);
    }
  }

  /** Ascending. */
  public List<Long> segmentIds() {
    return segments.stream().map(reader -> reader.name().id()).toList();
  }

  public int blocks(long segmentId) {
    return reader(segmentId).blocks();
  }

  public int rows(long segmentId, int block) {
    return reader(segmentId).rows(block);
  }

  /** Of all segment files together. */
  public long diskBytes() {
    return segments.stream().mapToLong(SegmentReader::fileBytes).sum();
  }

  /** Brings every segment into a local directory: hard links where that goes, else copies. */
  public void linkInto(Path directory) {
    segments.stream().forEach(reader -> linkInto(reader.name().file(), directory));
  }

  private void linkInto(String file, Path directory) {
    try {
      files.linkInto(file, directory);
    } catch (IOException e) {
      throw new TierException(
          "cold segment can't be linked: file=%s, into=%s, cause=%s".formatted(file, directory, e),
          e);
    }
  }

  private SegmentReader reader(long segmentId) {
    SegmentReader reader = segments.find(segmentId);
    if (reader == null) {
      throw new SegmentGoneException(segmentId, null);
    }
    return reader;
  }

  /** The files stay. */
  @Override
  public void close() {
    segments = new Segments(List.of());
    decoders.close();
    try {
      files.close();
    } catch (IOException e) {
      throw new TierException("cold tier can't be closed: cause=" + e, e);
    }
  }
}
