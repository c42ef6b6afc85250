package io.thalweg.serving.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.Servable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BackgroundsTest {
  private final Backgrounds backgrounds = new Backgrounds(TrafficSampleTest.config(), () -> 0);

  static Servable servable(ModelSpec spec, long version) {
    Manifest.Parity parity =
        spec.equals(TestModel.SPEC)
            ? TestModel.parity(version)
            : new Manifest.Parity(List.of(List.of(1f)), List.of(List.of(0.5f)));
    Manifest manifest =
        new Manifest(spec, version, null, 0, 0, 0, 0, Map.of(), Map.of(), parity, List.of());
    return new Servable(manifest, "none", 0, new FakePredictor(version));
  }

  private static float[] dense(int rows) {
    return new float[rows * TestModel.WIDTH];
  }

  @Test
  void theManifestsRowsServeUntilThereIsMoreTraffic() {
    Servable s = servable(TestModel.SPEC, 1);
    assertThat(backgrounds.of(s).source()).isEqualTo(BackgroundSource.PARITY);
    assertThat(backgrounds.of(s).size()).isEqualTo(4);
    assertThat(backgrounds.of(s).row(0)).containsOnly(Float.NaN);
    for (int i = 0; i < 4; i++) {
      backgrounds.answered(s, dense(1), 1);
    }
    assertThat(backgrounds.of(s).source()).isEqualTo(BackgroundSource.PARITY);
    backgrounds.answered(s, dense(3), 3);
    assertThat(backgrounds.of(s).source()).isEqualTo(BackgroundSource.TRAFFIC);
    assertThat(backgrounds.of(s).size()).isEqualTo(5);
    assertThat(backgrounds.of(servable(TestModel.SPEC, 9)).size()).isEqualTo(5);
  }

  @Test
  void rowsOfANewerVersionsFeaturesTakeThePlaceOfOthers() {
    Servable old = servable(TestModel.SPEC, 1);
    Servable next = servable(TestModel.NARROW, 2);
    for (int i = 0; i < 9; i++) {
      backgrounds.answered(old, dense(1), 1);
    }
    backgrounds.answered(next, new float[2], 2);
    backgrounds.answered(next, new float[2], 2);
    backgrounds.answered(old, dense(1), 1);
    assertThat(backgrounds.of(next).source()).isEqualTo(BackgroundSource.TRAFFIC);
    assertThat(backgrounds.of(next).size()).isEqualTo(2);
    assertThat(backgrounds.of(next).row(1)).hasSize(1);
    assertThat(backgrounds.of(old).source()).isEqualTo(BackgroundSource.PARITY);
  }
}
