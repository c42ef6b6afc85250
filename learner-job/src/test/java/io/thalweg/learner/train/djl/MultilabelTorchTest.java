package io.thalweg.learner.train.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import io.thalweg.learner.train.Loss;
import io.thalweg.model.Head;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The loss of labels beside DJL's own, whose gradient is PyTorch's. */
class MultilabelTorchTest {
  private static final int ROWS = 19;
  private static final int LABELS = 37;

  @Test
  void itIsTheMeanBinaryCrossEntropyOfLogits() {
    SplittableRandom random = new SplittableRandom(3);
    float[] logits = new float[ROWS * LABELS];
    float[] targets = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextDouble(-30, 30);
      targets[i] = random.nextInt(2);
    }
    float[] weights = new float[ROWS];
    Arrays.fill(weights, 1);
    float[] gradient = new float[logits.length];

    double loss = Loss.of(new Head.Multilabel(LABELS)).of(logits, targets, weights, ROWS, gradient);

    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      Shape shape = new Shape(ROWS, LABELS);
      PtNDArray z = (PtNDArray) manager.create(logits, shape);
      z.setRequiresGradient(true);
      NDArray y = manager.create(targets, shape);
      PtNDArray theirs =
          (PtNDArray)
              new SigmoidBinaryCrossEntropyLoss("bce", 1, false)
                  .evaluate(new NDList(y), new NDList(z));
      assertThat(loss).isCloseTo(theirs.toFloatArray()[0], within(1e-5));
      JniUtils.backward(theirs, (PtNDArray) manager.ones(theirs.getShape()), false, false);
      float[] expected = JniUtils.getGradient(z).toFloatArray();
      for (int i = 0; i < expected.length; i++) {
        assertThat(gradient[i]).as("logit " + logits[i]).isCloseTo(expected[i], within(1e-8f));
      }
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
