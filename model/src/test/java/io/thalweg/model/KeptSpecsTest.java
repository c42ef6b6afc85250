package io.thalweg.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.artifact.Fingerprints;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.onnx.OnnxExporter;
import io.thalweg.model.store.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the first release of Thalweg made of its networks, recorded from that release. */
class KeptSpecsTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Numeric(
                  "amount",
                  "amount",
                  Transform.LOG1P,
                  Scaling.STANDARDIZE,
                  0,
                  Double.POSITIVE_INFINITY),
              new Feature.Categorical("merchant", "merchant_category", 8),
              new Feature.Flag("present", "present"),
              new Feature.Vector("embedding", "embedding", 4, Scaling.NONE)));

  private static final ModelSpec LOGISTIC =
      new ModelSpec("logistic", FEATURES, List.of(), new Head.Binary(), 42);
  private static final ModelSpec DEEP =
      new ModelSpec(
          "deep",
          FEATURES,
          List.of(new Dense(64, Activation.RELU), new Dense(32, Activation.TANH)),
          new Head.Multiclass(5),
          -7);
  private static final ModelSpec VALUE =
      new ModelSpec(
          "value", FEATURES, List.of(new Dense(16, Activation.TANH)), new Head.Regression(), 1);

  @Test
  void fingerprintsAreStillTheSame() {
    assertThat(List.of(LOGISTIC, DEEP, VALUE))
        .extracting(Fingerprints::ofSpec)
        .containsExactly(
            "4d44ef75a29712e29729dcf353e3853baf1fa8124c8575b8f8afc4facf24bfbe",
            "dfcb911e7ba621e59fec40b079fc2f1645b14dee94e8288d5657b25960ff5d32",
            "ce6c0b3be2e477375241c2150744877db3f73be08e99a4a16fdafac3aab1750f");
  }

  @Test
  void initialWeightsAreStillTheSame() {
    assertThat(List.of(LOGISTIC, DEEP, VALUE))
        .extracting(KeptSpecsTest::weights)
        .containsExactly(
            "0135d6188c37e75698ee24466d3cd267d4bb4abafaac66b913f1817727b20eed",
            "44c5692e0e4e127b0eb93648c3c49faa2ce4fa0499f5dc298ce6b7d642372fac",
            "7c93136aa737badaa984c0fd107d82eaabafe4e757446dbfc6378f9517efd448");
  }

  @Test
  void exportedGraphsAreStillTheSame() {
    assertThat(List.of(LOGISTIC, DEEP, VALUE))
        .extracting(KeptSpecsTest::graph)
        .containsExactly(
            "bde6df3fa6fa8775b8a87fc315214363834b77aa306def2c367fd9eb9a1937f7",
            "d3b01face3dceae208b62ce5dc4340f8bc19238a459e7ac366e250fcb999471a",
            "6dcb4d987e8b42eb5f8ba82c32a8603bf9f3cc9136d11cf36554d56fce49db70");
  }

  private static String weights(ModelSpec spec) {
    float[] parameters = Initializer.heNormal(spec);
    ByteBuffer bytes = ByteBuffer.allocate(4 * parameters.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(parameters);
    return Sha256.hex(bytes.array());
  }

  private static String graph(ModelSpec spec) {
    float[] scale = new float[spec.inputWidth()];
    Arrays.fill(scale, 0.5f);
    return Sha256.hex(
        OnnxExporter.export(spec, Initializer.heNormal(spec), new float[spec.inputWidth()], scale));
  }
}
