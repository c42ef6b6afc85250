package io.thalweg.bench.replay.floor;

import static io.thalweg.bench.replay.floor.Rows.BATCH_BYTES;
import static io.thalweg.bench.replay.floor.Rows.BATCH_ROWS;
import static io.thalweg.bench.replay.floor.Rows.ROW_BYTES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * Rows in fixed slots of a mapped file that the page cache holds: a batch is a copy of random slots
 * and nothing else, as the slots are chosen before the clock runs. Not thread-safe.
 */
public final class MappedSlots {
  private final MappedByteBuffer file;
  private final int rows;
  private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
  private final SplittableRandom random = new SplittableRandom(3);

  private MappedSlots(MappedByteBuffer file, int rows) {
    this.file = file;
    this.rows = rows;
  }

  /** Writes the file, which must not be there. The mapping lasts until it is collected. */
  public static MappedSlots create(Path path, int rows) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MappedByteBuffer file =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) rows * ROW_BYTES);
      Rows source = new Rows(1);
      for (int i = 0; i < rows; i++) {
        file.put(source.row(i));
      }
      file.force();
      return new MappedSlots(file, rows);
    }
  }

  /** Copies so many batches; microseconds for each. */
  public double microsPerBatch(int batches) {
    int[] slots = random.ints((long) batches * BATCH_ROWS, 0, rows).toArray();
    long start = System.nanoTime();
    for (int i = 0; i < batches; i++) {
      gather(slots, i * BATCH_ROWS);
    }
    return (System.nanoTime() - start) / 1e3 / batches;
  }

  private void gather(int[] slots, int from) {
    for (int i = 0; i < BATCH_ROWS; i++) {
      batch.put(i * ROW_BYTES, file, slots[from + i] * ROW_BYTES, ROW_BYTES);
    }
  }

  ByteBuffer batch() {
    return batch;
  }
}
