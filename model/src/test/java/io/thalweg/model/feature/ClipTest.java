package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.feature.Feature.Clip;
import io.thalweg.model.feature.Feature.Numeric;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import org.junit.jupiter.api.Test;

class ClipTest {
  private static final double NONE = Double.POSITIVE_INFINITY;

  private static float encoded(Numeric feature, double value) throws BadValueException {
    Encoded e = new Encoded(feature);
    e.encoder.numeric(e.row, 0, value);
    return e.columns()[0];
  }

  private static Numeric numeric(Transform transform, double min, double max, Clip clip) {
    return new Numeric("n", "x", transform, Scaling.NONE, min, max, clip);
  }

  @Test
  void whatLiesBeyondABoundBecomesTheBound() throws Exception {
    Numeric both = numeric(Transform.NONE, -NONE, NONE, new Clip(-1, 2.5));
    assertThat(encoded(both, -7)).isEqualTo(-1);
    assertThat(encoded(both, 1.25)).isEqualTo(1.25f);
    assertThat(encoded(both, 1e300)).isEqualTo(2.5f);
    assertThat(encoded(both, Double.POSITIVE_INFINITY)).isEqualTo(2.5f);
    Numeric one = numeric(Transform.NONE, -NONE, NONE, new Clip(0, NONE));
    assertThat(encoded(one, -7)).isZero();
    assertThat(encoded(one, 7)).isEqualTo(7);
  }

  @Test
  void theClipComesBehindTheRangeAndBeforeTheTransform() throws Exception {
    Numeric n = numeric(Transform.LOG1P, 0, 1e9, new Clip(0, 3));
    assertThat(encoded(n, 1000)).isEqualTo((float) Math.log(4));
    assertThatThrownBy(() -> encoded(n, -1)).hasMessage("x: -1.0 is outside [0.0, 1.0E9]");
  }

  @Test
  void whatNoBoundTakesIsRefused() {
    Numeric n = numeric(Transform.NONE, -NONE, NONE, new Clip(0, NONE));
    assertThatThrownBy(() -> encoded(n, Double.NaN)).isInstanceOf(BadValueException.class);
    assertThatThrownBy(() -> encoded(n, NONE)).isInstanceOf(BadValueException.class);
    assertThatThrownBy(() -> encoded(n, 1e16)).isInstanceOf(BadValueException.class);
    assertThatThrownBy(() -> new Clip(2, 1))
        .hasMessage("clip: low=2.0, high=1.0, want low <= high");
  }
}
