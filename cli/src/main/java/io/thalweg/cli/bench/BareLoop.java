package io.thalweg.cli.bench;

import io.thalweg.bench.BenchException;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.engine.EngineChoice;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.optimize.Descent;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What of learning no platform can leave out: gradient and optimizer, on fresh rows that are there
 * already and as many that are drawn from plain memory, by trainers that know nothing of each
 * other, one on each thread. Immutable.
 *
 * @param batch fresh rows of a step
 * @param replayed rows drawn beside them
 */
record BareLoop(ModelSpec spec, EngineChoice engine, int batch, int replayed, int trainers) {
  private static final int POOL = 8_192;
  private static final int MEMORY = 50_000;

  /**
   * What all trainers do together.
   *
   * @param perSecond fresh rows
   * @param cpuMicros processor time of a fresh row
   */
  record Rate(double perSecond, double cpuMicros) {}

  Rate run(Duration length) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(trainers);
    try {
      Callable<Rate> trainer = () -> train(length.toNanos());
      double perSecond = 0;
      double cpuMicros = 0;
      for (Future<Rate> each : threads.invokeAll(Collections.nCopies(trainers, trainer))) {
        perSecond += each.get().perSecond();
        cpuMicros += each.get().cpuMicros() / trainers;
      }
      return new Rate(perSecond, cpuMicros);
    } catch (ExecutionException e) {
      throw new BenchException("the bare loop failed: " + e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private Rate train(long nanos) {
    try (Trainer trainer = new Trainer(this)) {
      trainer.run(nanos / 4);
      return trainer.run(nanos);
    }
  }

  /** Confined to one thread. */
  private static final class Trainer implements AutoCloseable {
    private final BareLoop loop;
    private final SplittableRandom random = new SplittableRandom(7);
    private final GradientEngine engine;
    private final Descent descent;
    private final int width;
    private final int rows;
    private final float[] parameters;
    private final float[] gradient;
    private final float[] pool;
    private final float[] memory;
    private final float[] memoryTargets = new float[MEMORY];
    private final float[] dense;
    private final float[] targets;
    private final float[] weights;
    private final float[] logits;
    private long seen;

    Trainer(BareLoop loop) {
      ModelSpec spec = loop.spec();
      this.loop = loop;
      this.rows = loop.batch() + loop.replayed();
      this.engine = loop.engine().open(spec, rows);
      this.descent =
          new Descent(
              OptimizerSpec.Adam.defaults(0.001f), DescentSpec.PLAIN, spec.parameterLayout());
      this.width = spec.inputWidth();
      this.parameters = Initializer.heNormal(spec);
      this.gradient = new float[parameters.length];
      this.pool = new float[POOL * width];
      for (int i = 0; i < pool.length; i++) {
        pool[i] = (float) random.nextDouble();
      }
      this.memory = new float[MEMORY * width];
      this.dense = new float[rows * width];
      this.targets = new float[rows];
      this.weights = new float[rows];
      Arrays.fill(weights, 1);
      this.logits = new float[rows * spec.head().outputs()];
    }

    Rate run(long nanos) {
      ThreadMXBean thread = ManagementFactory.getThreadMXBean();
      long begin = System.nanoTime();
      long cpu = thread.getCurrentThreadCpuTime();
      long before = seen;
      long now = begin;
      while (now - begin < nanos) {
        step();
        now = System.nanoTime();
      }
      long rows = seen - before;
      cpu = thread.getCurrentThreadCpuTime() - cpu;
      return new Rate(rows * 1e9 / (now - begin), cpu / 1e3 / rows);
    }

    private void step() {
      int fresh = loop.batch();
      for (int r = 0; r < fresh; r++) {
        int from = random.nextInt(POOL) * width;
        System.arraycopy(pool, from, dense, r * width, width);
        targets[r] = pool[from] > 0.5f ? 1 : 0;
      }
      for (int r = fresh; r < rows; r++) {
        int slot = (int) random.nextLong(Math.max(1, Math.min(seen, MEMORY)));
        System.arraycopy(memory, slot * width, dense, r * width, width);
        targets[r] = memoryTargets[slot];
      }
      engine.load(parameters);
      engine.gradient(dense, rows, targets, weights, logits, gradient);
      descent.step(parameters, gradient);
      if (rows > fresh) {
        for (int r = 0; r < fresh; r++) {
          remember(r);
        }
      }
      seen += fresh;
    }

    /** A reservoir (Vitter, 1985). */
    private void remember(int row) {
      long n = seen + row;
      long slot = n < MEMORY ? n : random.nextLong(n + 1);
      if (slot < MEMORY) {
        System.arraycopy(dense, row * width, memory, (int) slot * width, width);
        memoryTargets[(int) slot] = targets[row];
      }
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
