package io.thalweg.learner.ledger;

import io.thalweg.ingestion.flink.Example;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.Retention;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;

/**
 * A linear model with one class for each event, so that event {@code i} has three weights of its
 * own: two weights and a bias. Learning it for the {@code t}-th time moves them by {@code t * t},
 * {@code t} and 1, and nothing else.
 *
 * <p>Averaging shrinks all three by the same factor, so one update leaves them in proportion
 * whatever the number of learners. Two updates don't, because no {@code t} comes twice: with
 * factors a and b, (a + b)(a tt + b uu) exceeds (at + bu)^2 by ab(t - u)^2. Stateless.
 */
final class LedgerModel {
  /** One is standardized, so that examples wait for the first round. */
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Numeric("x", "x", Transform.NONE, Scaling.STANDARDIZE, -1e9, 1e9),
              new Feature.Numeric("y", "y", Transform.NONE, Scaling.NONE, -1e9, 1e9)));

  static final TrainingConfig TRAINING =
      new TrainingConfig(8, 0, new OptimizerSpec.Sgd(1, 0)); // plain, no replay
  static final ReplaySpec REPLAY =
      new ReplaySpec(
          1_000,
          1,
          Retention.WINDOW,
          new ReplaySpec.Uniform(),
          Duration.ZERO,
          new ReplaySpec.Tiers(1 << 16, 1 << 20, 0, 0),
          5);

  static ModelSpec spec(int events) {
    return new ModelSpec("ledger", FEATURES, List.of(), new Head.Multiclass(events), 3);
  }

  static int squareOf(int event) {
    return event;
  }

  static int timesOf(int event, int events) {
    return events + event;
  }

  static int presenceOf(int event, int events, int width) {
    return width * events + event;
  }

  static float[] initial(int events) {
    return Initializer.heNormal(spec(events));
  }

  static Example example(int event, int keyHash) {
    RowEncoder encoder = new RowEncoder(FEATURES);
    byte[] bytes = new byte[encoder.layout().rowBytes()];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    encoder.clear(row);
    row.putFloat(RowLayout.LABEL, event);
    row.putLong(RowLayout.EVENT_TIME, event);
    row.putLong(RowLayout.READY_TIME, event);
    try {
      encoder.numeric(row, 0, Math.sin(event));
      encoder.numeric(row, 1, 1);
    } catch (BadValueException e) {
      throw new IllegalArgumentException(e);
    }
    return new Example("e" + event, keyHash, event, event, bytes);
  }

  private LedgerModel() {}
}
