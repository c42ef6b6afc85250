package io.thalweg.model.artifact;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Provenance.OffsetRange;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;
import java.util.Map;

/** One manifest with every kind of feature, for tests. */
final class Manifests {
  static final String SHA = "0123456789abcdef".repeat(4);

  static final ModelSpec SPEC =
      new ModelSpec(
          "payments",
          new FeatureSpec(
              List.of(
                  new Feature.Numeric(
                      "amount",
                      "amount",
                      Transform.LOG1P,
                      Scaling.STANDARDIZE,
                      0,
                      Double.POSITIVE_INFINITY),
                  new Feature.Categorical("merchant", "merchant_category", 2),
                  new Feature.Flag("present", "present"),
                  new Feature.Vector("embedding", "embedding", 2, Scaling.NONE))),
          List.of(new ModelSpec.Dense(3, ModelSpec.Activation.TANH)),
          new Head.Multiclass(2),
          -42);

  static final Manifest MANIFEST =
      new Manifest(
          SPEC,
          7,
          SHA,
          1_700_000_000_000L,
          12,
          345,
          6789,
          Map.of("logloss", 0.1 + 0.2, "accuracy", 1.0 / 3, "empty", Double.NaN),
          Map.of("model.onnx", new Manifest.FileEntry(SHA, 99)),
          new Manifest.Parity(
              List.of(List.of(0.1f, 0f, 1f, Float.NaN, -0f, Float.MIN_VALUE)),
              List.of(List.of(0.25f, 0.75f))),
          List.of(1L, Long.MAX_VALUE),
          true,
          new Provenance(
              3,
              true,
              "some-kernel 1.2, 1 thread",
              Map.of("model", -42L, "replay", 5L),
              Map.of("spec", SHA, "features", SHA, "pipeline", SHA),
              Map.of(
                  "events",
                  Map.of(0, new OffsetRange(0, 12), 10, new OffsetRange(3, 4)),
                  "labels",
                  Map.of(0, new OffsetRange(0, 9))),
              Map.of("events", Map.of(0, 11L))));

  /** As format 1 had it. */
  static final Manifest OF_FORMAT_1 =
      new Manifest(
          SPEC,
          MANIFEST.version(),
          MANIFEST.parentSha256(),
          MANIFEST.createdAtMillis(),
          MANIFEST.round(),
          MANIFEST.steps(),
          MANIFEST.examplesTrained(),
          MANIFEST.metrics(),
          MANIFEST.files(),
          MANIFEST.parity(),
          MANIFEST.readyTimesMillis());

  private Manifests() {}
}
