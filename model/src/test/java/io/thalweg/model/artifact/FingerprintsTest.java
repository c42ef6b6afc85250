package io.thalweg.model.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Clip;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
  private static final Feature PRICE =
      new Feature.Numeric("price", "price", Transform.NONE, Scaling.STANDARDIZE, 0, 10);

  private static String of(Feature feature) {
    ModelSpec spec =
        new ModelSpec(
            "m",
            new FeatureSpec(List.of(feature)),
            List.of(new Dense(2, Activation.RELU)),
            new Head.Binary(),
            1);
    return Fingerprints.ofEachFeature(spec).get(0);
  }

  @Test
  void whatWeightsMeanStaysWithOtherBoundsClipsAndFields() {
    assertThat(
            of(
                new Feature.Numeric(
                    "price", "cost", Transform.NONE, Scaling.STANDARDIZE, -5, 99, new Clip(0, 7))))
        .isEqualTo(of(PRICE));
  }

  @Test
  void itChangesWithNameTransformScalingKindAndSize() {
    List<Feature> others =
        List.of(
            new Feature.Numeric("cost", "price", Transform.NONE, Scaling.STANDARDIZE, 0, 10),
            new Feature.Numeric("price", "price", Transform.LOG1P, Scaling.STANDARDIZE, 0, 10),
            new Feature.Numeric("price", "price", Transform.NONE, Scaling.NONE, 0, 10),
            new Feature.Flag("price", "price"),
            new Feature.Categorical("price", "price", 8),
            new Feature.Categorical("price", "price", 9));
    assertThat(others)
        .extracting(FingerprintsTest::of)
        .doesNotContain(of(PRICE))
        .doesNotHaveDuplicates();
  }

  /** Checkpoints have it: another one would refuse them all. */
  @Test
  void itIsWhatCheckpointsHave() {
    assertThat(of(PRICE))
        .isEqualTo("price da29025eefbd03a51a5b7d69343194c073d68531bea228faf76c5d7097672d61");
  }
}
