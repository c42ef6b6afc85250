package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.model.Architecture;
import io.thalweg.model.Gru;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.DenseEncoder;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.HistoryPlan.Timing;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.optimize.Descent;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whether an odd number of a key's last three bits are set, of keys whose events are mixed. */
class SequencesTest {
  private static final int KEYS = 12;
  private static final int BATCH = 64;
  private static final int STEPS = 1500;
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Numeric("bit", "bit", Feature.Transform.NONE, Scaling.NONE, 0, 1),
              new History("bits", Of.FIELD, "bit", Aggregate.SEQUENCE, 5, 0, Scaling.NONE)));

  @Test
  void aGruCountsWhatTheEventAloneDoesNotSay() throws BadValueException {
    assertThat(accuracy(new Gru(List.of("bits"), 12, List.of()), FEATURES)).isGreaterThan(0.97);
    FeatureSpec alone = new FeatureSpec(FEATURES.features().subList(0, 1));
    Mlp mlp = new Mlp(List.of(new Dense(32, Activation.RELU)));
    assertThat(accuracy(mlp, alone)).isBetween(0.4, 0.6);
  }

  /** Over the last fifth of a stream that is predicted before it is learned. */
  private static double accuracy(Architecture architecture, FeatureSpec features)
      throws BadValueException {
    ModelSpec spec = new ModelSpec("parity", features, architecture, new Head.Binary(), 3);
    float[] parameters = Initializer.heNormal(spec);
    float[] gradient = new float[parameters.length];
    float[] dense = new float[BATCH * spec.inputWidth()];
    float[] labels = new float[BATCH];
    float[] logits = new float[BATCH];
    float[] ones = new float[BATCH];
    Arrays.fill(ones, 1);
    Descent descent =
        new Descent(OptimizerSpec.Adam.defaults(0.01f), DescentSpec.PLAIN, spec.parameterLayout());
    Stream stream = new Stream(features);
    int right = 0;
    try (GradientEngine engine = DjlEngines.openCpu(spec, BATCH)) {
      for (int step = 0; step < STEPS; step++) {
        for (int r = 0; r < BATCH; r++) {
          labels[r] = stream.next(dense, r * spec.inputWidth());
        }
        engine.load(parameters);
        engine.gradient(dense, BATCH, labels, ones, logits, gradient);
        descent.step(parameters, gradient);
        for (int r = 0; r < BATCH && step >= STEPS * 4 / 5; r++) {
          right += (logits[r] > 0) == (labels[r] == 1) ? 1 : 0;
        }
      }
    }
    return right / (BATCH * STEPS / 5.0);
  }

  /** Events as a pipeline makes rows of them. */
  private static final class Stream {
    private final SplittableRandom random = new SplittableRandom(6);
    private final RowEncoder encoder;
    private final DenseEncoder dense;
    private final KeyHistory[] pasts = new KeyHistory[KEYS];
    private final List<Deque<Integer>> bits = new ArrayList<>();
    private final boolean looksBack;

    Stream(FeatureSpec features) {
      this.encoder = new RowEncoder(features);
      this.dense = new DenseEncoder(features);
      this.looksBack = features.looksBack();
      HistoryPlan plan = HistoryPlan.of(features, Part.ALL, Timing.WITH_EXAMPLE);
      for (int k = 0; k < KEYS; k++) {
        pasts[k] = new KeyHistory(plan);
        bits.add(new ArrayDeque<>());
      }
    }

    /** Fills in the input and returns the label. */
    float next(float[] to, int offset) throws BadValueException {
      int key = random.nextInt(KEYS);
      int bit = random.nextInt(2);
      bits.get(key).addLast(bit);
      if (bits.get(key).size() > 3) {
        bits.get(key).removeFirst();
      }
      ByteBuffer row = encoder.layout().newRow();
      encoder.clear(row);
      encoder.numeric(row, 0, bit);
      if (looksBack) {
        encoder.history(row, 1, bit);
        pasts[key].pass(row, 0);
      }
      dense.expand(row, 0, to, offset);
      for (int i = offset; i < offset + dense.width(); i++) {
        to[i] = Float.isNaN(to[i]) ? 0 : to[i];
      }
      return bits.get(key).stream().mapToInt(b -> b).sum() % 2;
    }
  }
}
