package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.replay.ReplayBatch;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.Retention;
import io.thalweg.replay.RowMeta;
import io.thalweg.replay.TierSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a checkpoint costs when one row in a hundred is new: 2 GB of rows nightly, 64 MB else. The
 * floor is a plain copy of as many bytes onto the same disk.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CheckpointCostIT {
  private static final boolean NIGHTLY = Boolean.getBoolean("thalweg.nightly");
  private static final int ROW_BYTES = 1000;
  private static final long ROWS = NIGHTLY ? 2_000_000 : 64_000;
  private static final long CHURN = ROWS / 100;
  private static final int DRAWN = 32;
  private static final int UNITS = 64;
  private static final int INPUTS = ROW_BYTES / Float.BYTES;
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final KeyGroupRange GROUPS = KeyGroupRange.of(0, StreamRows.GROUPS - 1);
  private static final ReplayConfig CONFIG =
      ReplayConfig.of(ROW_BYTES, StreamRows.GROUPS, ROWS)
          .withRetention(Retention.WINDOW)
          .withTiers(TierSizes.of(64L << 20, 64 << 20));

  @TempDir Path directory;
  private final ExecutorService uploader = Executors.newSingleThreadExecutor();
  private CheckpointFiles storage;
  private ReplayTable table;
  private ReplaySnapshots snapshots;
  private ReplayBatch batch;
  private final float[] layer = new float[UNITS * INPUTS];
  private long next;
  private long checkpoints;

  @BeforeEach
  void fill() throws IOException {
    storage = new CheckpointFiles(directory.resolve("storage"), 0);
    ReplayRestore.Opened opened =
        new ReplayRestore(
                CONFIG,
                GROUPS,
                directory.resolve("task"),
                new CloseableRegistry(),
                new Transfers(Transfers.THREADS.defaultValue()))
            .open(List.of());
    table = opened.table();
    snapshots = opened.snapshots();
    batch = ReplayBatch.allocate(CONFIG, DRAWN);
    offer(ROWS);
  }

  @AfterEach
  void close() {
    uploader.shutdownNow();
    batch.close();
    table.close();
  }

  @Test
  void checkpointUploadsWhatIsNewAndLittleElse() throws Exception {
    long whole = checkpoint().get().handle().getStateSize();
    for (int i = 0; i < 5; i++) {
      offer(CHURN);
      Taken taken = checkpoint().get();
      double share = (double) taken.handle().getCheckpointedSize() / whole;
      double floor = copySeconds(taken.handle().getCheckpointedSize());
      System.out.printf(
          Locale.ROOT,
          "checkpoint of %.0f MB, 1 %% new: %.2f %% uploaded, %.2f s, a plain copy %.2f s%n",
          whole / 1e6,
          100 * share,
          taken.seconds(),
          floor);
      assertThat(share).as("share uploaded").isLessThanOrEqualTo(0.05);
      assertThat(taken.seconds() - floor).isLessThanOrEqualTo((double) LIMIT.toSeconds());
    }
  }

  /** A checkpoint every ten seconds, against none, by turns. */
  @Test
  @EnabledIfSystemProperty(named = "thalweg.nightly", matches = "true")
  void learningGoesOnAtNineTenthsOfItsSpeedOrMore() throws Exception {
    checkpoint().get();
    double with = 0;
    double without = 0;
    for (int i = 0; i < 4; i++) {
      without += stepsPerSecond(Duration.ofSeconds(10));
      Future<Taken> upload = checkpoint();
      with += stepsPerSecond(Duration.ofSeconds(10));
      assertThat(upload.get().seconds()).isLessThan(10);
    }
    System.out.printf(
        Locale.ROOT,
        "steps of %d rows in and %d out: %.0f/s, %.0f/s with a checkpoint in them: %.1f %%%n",
        DRAWN,
        DRAWN,
        without / 4,
        with / 4,
        100 * with / without);
    assertThat(with / without).isGreaterThanOrEqualTo(0.9);
  }

  private double stepsPerSecond(Duration duration) {
    long begin = System.nanoTime();
    long steps = 0;
    while (System.nanoTime() - begin < duration.toNanos()) {
      steps++;
      offer(DRAWN);
      compute(table.sample(DRAWN, batch));
    }
    return steps / ((System.nanoTime() - begin) / 1e9);
  }

  /** As much arithmetic as a layer of 64 units takes, forward, backward and for its update. */
  private void compute(int rows) {
    ByteBuffer drawn = batch.rows();
    for (int row = 0; row < 2 * rows; row++) {
      int at = row % rows * ROW_BYTES;
      for (int weight = 0; weight < 3 * UNITS * INPUTS; weight++) {
        layer[weight % layer.length] +=
            1e-9f * (drawn.get(at + weight % INPUTS) - layer[weight % UNITS]);
      }
    }
  }

  private record Taken(IncrementalRemoteKeyedStateHandle handle, double seconds) {}

  /** Links on this thread, uploads on another. */
  private Future<Taken> checkpoint() {
    long id = ++checkpoints;
    long begin = System.nanoTime();
    ReplaySnapshots.Linked linked = snapshots.syncPrepareResources(id);
    var upload =
        snapshots.asyncSnapshot(linked, id, 0, storage, TestStore.options(TestStore.INCREMENTAL));
    return uploader.submit(
        () -> {
          try {
            var handle = upload.get(new CloseableRegistry()).getJobManagerOwnedSnapshot();
            snapshots.checkpointCompleted(id);
            return new Taken(
                (IncrementalRemoteKeyedStateHandle) handle, (System.nanoTime() - begin) / 1e9);
          } finally {
            linked.release();
          }
        });
  }

  private void offer(long rows) {
    for (long end = next + rows; next < end; next++) {
      table.offer(
          StreamRows.group(next),
          RowMeta.of(next),
          ByteBuffer.wrap(StreamRows.row(next, ROW_BYTES)));
    }
  }

  private double copySeconds(long bytes) throws IOException {
    Path file = directory.resolve("floor");
    ByteBuffer buffer = ByteBuffer.wrap(StreamRows.row(1, 1 << 16));
    long begin = System.nanoTime();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long left = bytes; left > 0; left -= buffer.capacity()) {
        buffer.clear();
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      out.force(true);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Files.delete(file);
    return seconds;
  }
}
