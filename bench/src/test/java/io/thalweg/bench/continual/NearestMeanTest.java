package io.thalweg.bench.continual;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.continual.data.Samples;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.LogitGradient;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.Retention;
import io.thalweg.replay.RowMeta;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Means of two numbers that are the features themselves, where wrong means give wrong classes. */
class NearestMeanTest {
  private static final RowLayout LAYOUT = new RowLayout(2);
  private static final float[][] STORED = {
    {0, 10, 0},
    {0, 0, 1}, // lengths don't count: 45 degrees, not 6
    {1, 1, 0.2f}, // 11 degrees
    {2, -5, 1},
    {2, -9, 1} // what is below 0 counts as 0: 90 degrees
  };
  private static final float[][] TESTED = {
    {0, 1, 1}, {0, 3, 4}, {1, 2, 0}, {1, 9, 3}, {2, 0.1f, 3}, {2, -7, 2}
  };

  @TempDir private Path directory;

  /** Rows of a label and two numbers. */
  private record Rows(List<float[]> rows) implements Samples {
    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public int width() {
      return 2;
    }

    @Override
    public int label(int i) {
      return (int) rows.get(i)[0];
    }

    @Override
    public void features(int i, float[] out, int offset) {
      System.arraycopy(rows.get(i), 1, out, offset, 2);
    }
  }

  /** Its units are what it is given. */
  private static final class Identity implements GradientEngine {
    @Override
    public void load(float[] parameters) {}

    @Override
    public void beginStep(long step) {}

    @Override
    public void forward(float[] dense, int rows, float[] logits) {
      System.arraycopy(dense, 0, logits, 0, 2 * rows);
    }

    @Override
    public double gradient(
        float[] dense, int rows, float[] targets, float[] weights, float[] z, float[] gradient) {
      throw new UnsupportedOperationException("only predicts");
    }

    @Override
    public double gradient(
        float[] dense, int rows, LogitGradient wanted, float[] z, float[] gradient) {
      throw new UnsupportedOperationException("only predicts");
    }

    @Override
    public String description() {
      return "identity";
    }

    @Override
    public void close() {}
  }

  private NearestMean means(ReplayTable table) {
    for (int i = 0; i < STORED.length; i++) {
      ByteBuffer row = ByteBuffer.allocate(LAYOUT.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
      row.putFloat(RowLayout.LABEL, STORED[i][0]);
      row.putFloat(RowLayout.slotOffset(0, 0), STORED[i][1]);
      row.putFloat(RowLayout.slotOffset(0, 1), STORED[i][2]);
      table.offer(0, new RowMeta(i + 1, 0, i, (int) STORED[i][0], 0), row);
    }
    return new NearestMean(new Identity(), table, 2, 2, 3);
  }

  private ReplayTable table() {
    ReplaySpec spec =
        new ReplaySpec(
            16,
            1,
            Retention.RESERVOIR,
            new ReplaySpec.Uniform(),
            Duration.ZERO,
            new ReplaySpec.Tiers(1 << 13, 1 << 20, 0, 0),
            1);
    ReplayConfig config = spec.table(LAYOUT, 1);
    return ReplayTable.open(config, new GroupRange(0, 0), directory.resolve("table"));
  }

  @Test
  void theClassIsThatOfTheNearestMeanOfDirections() {
    try (ReplayTable table = table()) {
      NearestMean means = means(table);
      for (float[] row : TESTED) {
        assertThat(means.accuracy(new Rows(List.of(row))))
            .as("%s %s %s", row[0], row[1], row[2])
            .isOne();
      }
      assertThat(means.accuracy(new Rows(List.of(TESTED)))).isOne();
      float[] another = {1, 1, 1};
      assertThat(means.accuracy(new Rows(List.of(TESTED[0], another)))).isEqualTo(0.5);
    }
  }
}
