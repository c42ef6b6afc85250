package io.thalweg.learner.train;

import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayConfig;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.Retention;
import io.thalweg.replay.SnapshotSource;
import io.thalweg.replay.checkpoint.Known;
import io.thalweg.replay.checkpoint.SnapshotManifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A learner with a real replay table and a linear engine. Example {@code i} has id {@code e<i>};
 * its number, features and label, or class, follow from {@code i} alone. Confined to one thread.
 */
final class TestLearner implements AutoCloseable {
  static final int GROUPS = 8;
  static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Numeric("x", "x", Transform.NONE, Scaling.STANDARDIZE, -1e9, 1e9),
              new Feature.Numeric("y", "y", Transform.NONE, Scaling.NONE, -1e9, 1e9)));
  static final ModelSpec SPEC =
      new ModelSpec("test", FEATURES, List.of(), new Head.Regression(), 3);
  static final ReplaySpec REPLAY =
      replay(Retention.WINDOW, new ReplaySpec.Uniform(), Duration.ZERO);
  private static final GroupRange ALL_GROUPS = new GroupRange(0, GROUPS - 1);

  record Learned(String id, float label, float score, long step) {}

  final List<Learned> ledger = new ArrayList<>();

  /** Of models without hidden layers. */
  final LinearEngine engine;

  private final GradientEngine learning;
  final ReplayTable replay;
  final OnlineLearner learner;

  private final ModelSpec spec;
  private final Experience experience;

  private TestLearner(
      ModelSpec spec,
      TrainingConfig config,
      RaceSpec race,
      ReplaySpec replaySpec,
      ReplayTable replay) {
    this.spec = spec;
    this.engine = new LinearEngine(spec);
    this.learning = spec.hidden().isEmpty() ? engine : DjlEngines.openCpu(spec, config.maxRows());
    this.replay = replay;
    this.experience =
        Experience.open(replaySpec, spec.head(), config, table(replaySpec, config, spec), replay);
    this.learner =
        new OnlineLearner(
            new CandidateSpec("", spec, config),
            race,
            config.negatives().initial(spec),
            learning,
            (model, rows) -> new LinearEngine(model),
            experience,
            (id, label, labels, score, step) -> ledger.add(new Learned(id, label, score, step)));
  }

  static TestLearner open(int batch, double replayPerFresh, Path directory) {
    return open(SPEC, config(batch, replayPerFresh), directory);
  }

  static TestLearner open(ModelSpec spec, TrainingConfig config, Path directory) {
    return open(spec, config, REPLAY, directory);
  }

  static TestLearner open(
      ModelSpec spec, TrainingConfig config, ReplaySpec replay, Path directory) {
    return open(spec, config, RaceSpec.NONE, replay, directory);
  }

  static TestLearner open(
      ModelSpec spec, TrainingConfig config, RaceSpec race, ReplaySpec replay, Path directory) {
    return new TestLearner(
        spec,
        config,
        race,
        replay,
        ReplayTable.open(table(replay, config, spec), ALL_GROUPS, directory));
  }

  static ReplaySpec replay(Retention retention, ReplaySpec.Draw draw, Duration timeToLive) {
    return new ReplaySpec(
        160, 1, retention, draw, timeToLive, new ReplaySpec.Tiers(1 << 13, 1 << 20, 0, 0), 5);
  }

  private static ReplayConfig table(ReplaySpec replay, TrainingConfig config, ModelSpec spec) {
    int columns = config.columnBytes(spec);
    return replay.table(config.rowLayout(spec), GROUPS).withColumns(columns);
  }

  /** Goes on from the bytes of a state and a snapshot of the replay table. */
  static TestLearner restore(
      TrainingConfig config, ReplaySpec replay, byte[] state, Path snapshot, Path directory) {
    return restore(SPEC, config, replay, DriftConfig.NONE, state, snapshot, directory);
  }

  static TestLearner restore(
      ModelSpec spec,
      TrainingConfig config,
      ReplaySpec replay,
      DriftConfig drift,
      byte[] state,
      Path snapshot,
      Path directory) {
    return restore(spec, config, RaceSpec.NONE, replay, drift, state, snapshot, directory);
  }

  static TestLearner restore(
      ModelSpec spec,
      TrainingConfig config,
      RaceSpec race,
      ReplaySpec replay,
      DriftConfig drift,
      byte[] state,
      Path snapshot,
      Path directory) {
    return restore(spec, config, race, replay, drift, ProbeSpec.OFF, state, snapshot, directory);
  }

  static TestLearner restore(
      ModelSpec spec,
      TrainingConfig config,
      RaceSpec race,
      ReplaySpec replay,
      DriftConfig drift,
      ProbeSpec probes,
      byte[] state,
      Path snapshot,
      Path directory) {
    TestLearner restored =
        new TestLearner(
            spec,
            config,
            race,
            replay,
            ReplayTable.restore(
                table(replay, config, spec),
                ALL_GROUPS,
                directory,
                List.of(new SnapshotSource(snapshot, ALL_GROUPS))));
    restored.learner.watch(drift);
    restored.learner.probe(probes);
    restored.learner.restore(LearnerState.fromBytes(state));
    return restored;
  }

  static TrainingConfig config(int batch, double replayPerFresh) {
    return new TrainingConfig(batch, replayPerFresh, OptimizerSpec.Adam.defaults(0.01f));
  }

  void learn(int from, int to) {
    for (int i = from; i < to; i++) {
      byte[] row = row(i, x(i), y(i));
      learn(i, spec.head().classes() == 0 ? row : labelled(row, classOf(i)));
    }
  }

  /** Example {@code i} as a row of one's own. */
  void learn(int i, byte[] row) {
    learner.learn("e" + i, i % GROUPS, origin(i), row);
  }

  /** Of a classifier: two classes, and every 60 examples another one, up to five. */
  static int classOf(int i) {
    return i * 7 % 11 % Math.min(5, 2 + i / 60);
  }

  /** The row with another label. */
  static byte[] labelled(byte[] row, int label) {
    byte[] out = row.clone();
    ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN).putFloat(RowLayout.LABEL, label);
    return out;
  }

  /** Three partitions in turn, whose offsets begin at 100; labels in one that begins at 0. */
  static Origin origin(int i) {
    return new Origin(i % 3, 100 + i / 3, 0, i);
  }

  static float label(int i) {
    return i;
  }

  /** Ten seconds apart, and every fifth a minute late. */
  static long eventTimeMillis(int i) {
    return 1_700_000_000_000L + 10_000L * i - (i % 5 == 4 ? 60_000 : 0);
  }

  static double x(int i) {
    return 100 + 7 * Math.sin(i);
  }

  static double y(int i) {
    return Math.cos(3 * i);
  }

  /** A missing number is NaN. */
  static byte[] row(int i, double x, double y) {
    RowEncoder encoder = new RowEncoder(FEATURES);
    byte[] bytes = new byte[encoder.layout().rowBytes()];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    encoder.clear(row);
    row.putFloat(RowLayout.LABEL, label(i));
    row.putLong(RowLayout.EVENT_TIME, eventTimeMillis(i));
    row.putLong(RowLayout.READY_TIME, 1000 + i);
    try {
      if (!Double.isNaN(x)) {
        encoder.numeric(row, 0, x);
      }
      encoder.numeric(row, 1, y);
    } catch (BadValueException e) {
      throw new IllegalArgumentException(e);
    }
    return bytes;
  }

  /** A finished snapshot of the replay table. */
  void snapshotTo(Path target) {
    replay.snapshotTo(target);
    SnapshotManifest.write(target, new Known(ReplayTable::isImmutable));
  }

  byte[] state() {
    return learner.toState(0, 1).toBytes();
  }

  @Override
  public void close() {
    learner.close();
    learning.close();
    experience.close();
    replay.close();
  }
}
