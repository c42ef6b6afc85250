package io.thalweg.bench.continual;

import io.thalweg.bench.continual.data.Course;
import io.thalweg.bench.continual.data.Samples;
import io.thalweg.bench.continual.data.Task;
import io.thalweg.learner.train.Experience;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.OnlineLearner;
import io.thalweg.learner.train.Origin;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.Retention;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * One run: a learner as in a pipeline, with a replay table of its own, learns tasks one after the
 * other. What it learns follows from setup, tasks and seed alone. Confined to one thread.
 */
final class Learning {
  private static final int WARM_BYTES = 16 << 20;
  private static final int KEY_BYTES = Long.BYTES;

  private final Setup setup;
  private final StrategyName strategy;
  private final Course course;
  private final ModelSpec model;
  private final RowLayout layout;
  private final long seed;

  Learning(Setup setup, List<Task> tasks, long seed) {
    this.setup = setup;
    this.strategy = setup.strategyName();
    this.course = new Course(tasks, setup.epochs(), seed);
    this.model = Network.of(tasks, setup.hidden(), seed);
    this.layout = RowLayout.of(model.features());
    this.seed = seed;
  }

  /**
   * Learns all tasks.
   *
   * @param everyTask whether it is tested after each one, or at the end only
   * @param directory absent, for the table
   * @param learned is told of fresh rows in numbers
   */
  AccuracyMatrix run(boolean everyTask, Path directory, IntConsumer learned) {
    TrainingConfig training = training();
    ReplaySpec replay = replay();
    ReplayConfig config = replay.table(layout, 1).withColumns(training.columnBytes(model));
    int rows = Math.max(LargestLogit.ROWS, training.maxRows());
    try (ReplayTable table = ReplayTable.open(config, new GroupRange(0, 0), directory);
        Experience experience = Experience.open(replay, model.head(), training, config, table);
        GradientEngine engine = DjlEngines.openCpu(model, rows)) {
      OnlineLearner learner =
          new OnlineLearner(
              model,
              training,
              GlorotUniform.of(model),
              engine,
              experience,
              (id, label, labels, score, step) -> {});
      int tasks = course.tasks().size();
      AccuracyMatrix matrix = new AccuracyMatrix(tasks);
      for (int t = 0; t < tasks; t++) {
        learn(learner, t, learned);
        if (everyTask || t == tasks - 1) {
          test(matrix, t, learner, engine, table);
        }
      }
      return matrix;
    }
  }

  private TrainingConfig training() {
    boolean replays = strategy.rehearsal() != null;
    return new TrainingConfig(
        setup.batch(),
        replays ? (double) setup.replayBatch() / setup.batch() : 0,
        replays ? setup.replaySteps() : 1,
        setup.optimizerSpec(),
        setup.descentSpec(),
        strategy.spec());
  }

  private ReplaySpec replay() {
    int rows = Math.max(1, setup.buffer());
    long hot = (long) rows * (layout.rowBytes() + KEY_BYTES);
    return new ReplaySpec(
        rows,
        1,
        Retention.RESERVOIR,
        new ReplaySpec.Uniform(),
        Duration.ZERO,
        new ReplaySpec.Tiers(hot, WARM_BYTES, 0, 0),
        seed);
  }

  private void learn(OnlineLearner learner, int t, IntConsumer learned) {
    Samples train = course.tasks().get(t).train();
    float[] features = new float[train.width()];
    byte[] bytes = new byte[layout.rowBytes()];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int[] order : course.orders(t)) {
      for (int i = 0; i < order.length; i++) {
        train.features(order[i], features, 0);
        row.putFloat(RowLayout.LABEL, train.label(order[i]));
        row.slice(RowLayout.SLOTS, 4 * features.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .put(features);
        learner.learn(Course.id(t, order[i]), 0, Origin.UNKNOWN, bytes);
        if ((i + 1) % setup.batch() == 0) {
          learned.accept(setup.batch());
        }
      }
      learner.flush();
      learned.accept(order.length % setup.batch());
    }
    learner.consolidate();
  }

  private void test(
      AccuracyMatrix matrix,
      int after,
      OnlineLearner learner,
      GradientEngine engine,
      ReplayTable table) {
    if (!strategy.nearestMean()) {
      test(matrix, after, LargestLogit.of(engine, model));
      return;
    }
    ModelSpec below = Network.beforeHead(model);
    try (GradientEngine features = DjlEngines.openCpu(below, 1)) {
      features.load(Arrays.copyOf(learner.parameters(), below.parameterLayout().length()));
      test(
          matrix,
          after,
          new NearestMean(
              features, table, model.inputWidth(), below.head().outputs(), model.head().outputs()));
    }
  }

  private void test(AccuracyMatrix matrix, int after, Testing testing) {
    for (int on = 0; on <= after; on++) {
      matrix.set(after, on, testing.accuracy(course.tasks().get(on).test()));
    }
  }
}
