package io.thalweg.learner.ledger;

import io.thalweg.ingestion.flink.Example;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.LogitGradient;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** A noisy linear regression over rows as wide as one likes, which fill a replay store. */
final class WideModel {
  /** Engines in the order in which they were opened. */
  static final Queue<Engine> ENGINES = new ConcurrentLinkedQueue<>();

  /** Slower than the source, so that some examples are on their way at any time. */
  private static final long NANOS_PER_ROW = 100_000;

  static ModelSpec spec(int width) {
    Feature wide = new Feature.Vector("wide", "wide", width, Scaling.NONE);
    return new ModelSpec(
        "wide", new FeatureSpec(List.of(wide)), List.of(), new Head.Regression(), 3);
  }

  /** Takes the event's id, key and time over. */
  static Example example(Example event, int width) {
    SplittableRandom random = new SplittableRandom(event.eventTimeMillis());
    RowLayout layout = new RowLayout(width);
    byte[] bytes = new byte[layout.rowBytes()];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float sum = (float) random.nextDouble(-2, 2);
    for (int i = 0; i < width; i++) {
      float value = (float) random.nextDouble(-1, 1);
      row.putFloat(RowLayout.slotOffset(0, i), value);
      sum += i % 2 == 0 ? value : -value;
    }
    row.putFloat(RowLayout.LABEL, sum);
    row.putLong(RowLayout.EVENT_TIME, event.eventTimeMillis());
    row.putLong(RowLayout.READY_TIME, event.eventTimeMillis());
    return new Example(
        event.id(), event.keyHash(), event.eventTimeMillis(), event.eventTimeMillis(), bytes);
  }

  /** Remembers what it was given first behind the initial parameters. */
  static final class Engine implements GradientEngine {
    private final int width;
    private float[] parameters = new float[0];
    private int loads;
    private volatile float[] restored = new float[0];

    private Engine(int width) {
      this.width = width;
    }

    static Engine open(ModelSpec spec, int maxRows) {
      Engine engine = new Engine(spec.inputWidth());
      ENGINES.add(engine);
      return engine;
    }

    /** What a learner goes on from after a restore; empty before. */
    float[] restored() {
      return restored;
    }

    @Override
    public void load(float[] loaded) {
      parameters = loaded.clone();
      if (++loads == 2) {
        restored = parameters;
      }
    }

    @Override
    public void forward(float[] dense, int rows, float[] logits) {
      for (int r = 0; r < rows; r++) {
        float z = parameters[width];
        for (int i = 0; i < width; i++) {
          z += dense[r * width + i] * parameters[i];
        }
        logits[r] = z;
      }
    }

    @Override
    public double gradient(
        float[] dense,
        int rows,
        float[] targets,
        float[] weights,
        float[] logits,
        float[] gradient) {
      LockSupport.parkNanos(NANOS_PER_ROW * rows);
      forward(dense, rows, logits);
      Arrays.fill(gradient, 0);
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        float error = logits[r] - targets[r];
        sum += 0.5 * weights[r] * error * error;
        float share = weights[r] * error / rows;
        for (int i = 0; i < width; i++) {
          gradient[i] += share * dense[r * width + i];
        }
        gradient[width] += share;
      }
      return sum / rows;
    }

    @Override
    public double gradient(
        float[] dense, int rows, LogitGradient loss, float[] logits, float[] gradient) {
      throw new UnsupportedOperationException("nothing but the loss of the head is asked for");
    }

    @Override
    public String description() {
      return "wide";
    }

    @Override
    public void close() {}
  }

  private WideModel() {}
}
