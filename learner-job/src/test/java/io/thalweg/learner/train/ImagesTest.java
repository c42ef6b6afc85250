package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.model.Architecture;
import io.thalweg.model.Cnn;
import io.thalweg.model.Cnn.Convolution;
import io.thalweg.model.Head;
import io.thalweg.model.Images;
import io.thalweg.model.Images.Window;
import io.thalweg.model.Initializer;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.optimize.Descent;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A stroke of three pixels across or down, anywhere on a noisy ground, from a few images. */
class ImagesTest {
  private static final int SIDE = 10;
  private static final int TRAINED = 300;
  private static final int TESTED = 1000;
  private static final int BATCH = 30;

  @Test
  void aConvolutionKnowsAStrokeWhereItHasNeverSeenOne() {
    Convolution strokes = new Convolution(8, new Window(3, 1, 1), Activation.RELU, 5);
    Architecture cnn = new Cnn("p", new Images(1, SIDE, SIDE), List.of(strokes), List.of());
    Architecture mlp = new Mlp(List.of(new Dense(32, Activation.RELU)));

    assertThat(accuracy(cnn)).isGreaterThan(0.95);
    assertThat(accuracy(mlp)).as("what layers make of as many images").isLessThan(0.8);
  }

  private static double accuracy(Architecture architecture) {
    FeatureSpec features =
        new FeatureSpec(List.of(new Feature.Vector("p", "p", SIDE * SIDE, Feature.Scaling.NONE)));
    ModelSpec spec = new ModelSpec("strokes", features, architecture, new Head.Binary(), 4);
    float[] parameters = Initializer.heNormal(spec);
    float[] gradient = new float[parameters.length];
    float[] ones = new float[BATCH];
    Arrays.fill(ones, 1);
    Descent descent =
        new Descent(OptimizerSpec.Adam.defaults(0.01f), DescentSpec.PLAIN, spec.parameterLayout());
    SplittableRandom random = new SplittableRandom(8);
    float[][] images = new float[TRAINED / BATCH][BATCH * SIDE * SIDE];
    float[][] labels = new float[TRAINED / BATCH][BATCH];
    for (int b = 0; b < images.length; b++) {
      draw(random, images[b], labels[b]);
    }
    float[] tests = new float[TESTED * SIDE * SIDE];
    float[] expected = new float[TESTED];
    draw(random, tests, expected);
    float[] logits = new float[TESTED];
    try (GradientEngine engine = DjlEngines.openCpu(spec, TESTED)) {
      for (int step = 0; step < 400; step++) {
        int b = step % images.length;
        engine.load(parameters);
        engine.gradient(images[b], BATCH, labels[b], ones, logits, gradient);
        descent.step(parameters, gradient);
      }
      engine.load(parameters);
      engine.forward(tests, TESTED, logits);
    }
    int right = 0;
    for (int i = 0; i < TESTED; i++) {
      right += (logits[i] > 0) == (expected[i] == 1) ? 1 : 0;
    }
    return right / (double) TESTED;
  }

  private static void draw(SplittableRandom random, float[] images, float[] labels) {
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble(-0.3, 0.3);
    }
    for (int r = 0; r < labels.length; r++) {
      boolean down = random.nextBoolean();
      labels[r] = down ? 1 : 0;
      int row = random.nextInt(down ? SIDE - 2 : SIDE);
      int column = random.nextInt(down ? SIDE : SIDE - 2);
      for (int i = 0; i < 3; i++) {
        images[(r * SIDE + row + (down ? i : 0)) * SIDE + column + (down ? 0 : i)] += 1;
      }
    }
  }
}
