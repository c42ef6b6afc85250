package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.MarkedReplica.Phase;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature.Clip;
import io.thalweg.model.feature.Feature.Numeric;
import io.thalweg.model.feature.Feature.Quantiles;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bounds between buckets, which learners find together in their rounds. */
class QuantilesTest {
  private static final int BUCKETS = 6;
  private static final FeatureSpec BUCKETED =
      new FeatureSpec(List.of(numeric(Scaling.NONE, new Quantiles(BUCKETS, 5_000))));

  @TempDir private Path directory;

  private static Numeric numeric(Scaling scaling, Quantiles quantiles) {
    double none = Double.POSITIVE_INFINITY;
    return new Numeric("x", "x", Transform.NONE, scaling, -none, none, Clip.NONE, quantiles);
  }

  private static ModelReplica replica() {
    return new ModelReplica(new float[] {0}, BUCKETED);
  }

  private static void see(ModelReplica r, int count, Random random) {
    for (int i = 0; i < count; i++) {
      float[] row = new float[BUCKETS];
      Arrays.fill(row, random.nextInt(600) / 100f);
      r.openStatistics().add(row, 0);
    }
  }

  private static float[] sum(float[] a, float[] b) {
    float[] out = a.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] += b[i];
    }
    return out;
  }

  @Test
  void learnersFindTheSameBoundsInARoundAndAnAbortedOneLosesNothing() {
    Random random = new Random(1);
    ModelReplica a = replica();
    ModelReplica b = replica();
    for (int round = 1; round <= 3; round++) {
      see(a, 500, random);
      see(b, 200, random);
      a.freeze();
      a.abort();
      float[] reduced = sum(a.freeze(), b.freeze());
      see(a, 100, random); // for the next round
      a.commit(round, reduced, 2);
      b.commit(round, reduced, 2);
    }
    float[] bounds = a.standardization().highView();
    assertThat(b.standardization().highView()).isEqualTo(bounds);
    assertThat(b.standardization().toState()).isEqualTo(a.standardization().toState());
    for (int i = 0; i < BUCKETS - 1; i++) {
      assertThat(bounds[i]).isBetween(i + 0.8f, i + 1.2f);
    }
  }

  @Test
  void aRoundThatCountsAndIsNotTakenOverMovesTheBoundsOfTheBaseAlone() {
    ModelReplica r = replica();
    see(r, 500, new Random(2));
    r.commit(1, r.freeze(), 1);
    see(r, 500, new Random(3));
    float[] reduced = r.freeze();
    float[] before = r.standardization().highView().clone();
    r.accept(2, reduced, 1);
    assertThat(r.phase()).isEqualTo(Phase.COMMITTED);
    float[] accepted = r.committedStandardization().highView().clone();
    assertThat(accepted).isNotEqualTo(before).doesNotContain(Float.NaN);
    assertThat(r.standardization().highView()).isEqualTo(before);

    ModelReplica restored = replica();
    restored.restore(r.toState());
    restored.apply();
    r.apply();

    assertThat(r.standardization().highView()).isEqualTo(accepted);
    assertThat(restored.standardization().toState()).isEqualTo(r.standardization().toState());
  }

  @Test
  void aLinearModelLearnsABandFromBucketsThatItCannotLearnFromTheNumber() throws Exception {
    assertThat(accuracy(BUCKETED)).isGreaterThan(0.9);
    assertThat(accuracy(new FeatureSpec(List.of(numeric(Scaling.STANDARDIZE, Quantiles.NONE)))))
        .isBetween(0.5, 0.75);
  }

  /** Of a class that is 1 in the midst, in the last fifth of a stream. */
  private double accuracy(FeatureSpec features) throws BadValueException {
    ModelSpec spec = new ModelSpec("band", features, List.of(), new Head.Binary(), 3);
    Path replay = directory.resolve(features.width() + "-columns");
    Random random = new Random(8);
    int examples = 10_000;
    int right = 0;
    try (TestLearner t = TestLearner.open(spec, TestLearner.config(16, 0), replay)) {
      for (int i = 0; i < examples; i++) {
        double x = 6 * random.nextDouble();
        t.learn(i, row(features, x, x > 2 && x < 4 ? 1 : 0));
        if (i % 500 == 499) {
          t.learner.commitAlone();
        }
      }
      assertThat(t.ledger).hasSize(examples);
      for (TestLearner.Learned l : t.ledger.subList(examples * 4 / 5, examples)) {
        right += (l.score() > 0.5) == (l.label() == 1) ? 1 : 0;
      }
    }
    return right / (examples / 5.0);
  }

  private static byte[] row(FeatureSpec features, double x, float label) throws BadValueException {
    RowEncoder encoder = new RowEncoder(features);
    byte[] bytes = new byte[encoder.layout().rowBytes()];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    encoder.clear(row);
    encoder.numeric(row, 0, x);
    row.putFloat(RowLayout.LABEL, label);
    return bytes;
  }
}
