package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.ImageFeature.Shape;
import org.junit.jupiter.api.Test;

class ImageFeatureTest {
  private static final ImageFeature TWO_BY_THREE =
      new ImageFeature("i", "pixels", new Shape(2, 1, 3), Scaling.NONE);

  @Test
  void channelsThatLieSideBySideComeOneAfterTheOther() throws Exception {
    Encoded e = new Encoded(new Feature.Flag("f", "f"), TWO_BY_THREE);
    assertThat(e.encoder.layout().slots()).isEqualTo(1 + 1 + 2);
    e.encoder.image(e.row, 1, new byte[] {0, 1, 51, (byte) 128, (byte) 255, 2, 99}, 6);
    assertThat(e.columns()).containsExactly(Float.NaN, 0, 0.2f, 1, 1 / 255f, 128 / 255f, 2 / 255f);
  }

  @Test
  void aMissingImageIsMissingInEveryColumn() {
    assertThat(new Encoded(TWO_BY_THREE).columns()).hasSize(6).containsOnly(Float.NaN);
  }

  @Test
  void anImageOfAnotherSizeIsRefused() {
    Encoded e = new Encoded(TWO_BY_THREE);
    assertThatThrownBy(() -> e.encoder.image(e.row, 0, new byte[9], 5))
        .isInstanceOf(BadValueException.class)
        .hasMessage("pixels: 5 bytes, want 6 for 2 channels of 1 x 3");
  }
}
