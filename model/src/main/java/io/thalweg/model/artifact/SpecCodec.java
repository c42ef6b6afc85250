package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.List;

/** A model's spec as the {@code spec} object of a manifest. Stateless. */
final class SpecCodec {
  private SpecCodec() {}

  static void encode(ModelSpec spec, ObjectNode to) {
    to.put("name", spec.name()).put("seed", spec.seed());
    HeadCodec.encode(spec.head(), to.putObject("head"));
    ArchitectureCodec.encode(spec.architecture(), to);
    ArrayNode features = to.putArray("features");
    spec.features().features().forEach(f -> FeatureCodec.encode(f, features.addObject()));
  }

  static ModelSpec decode(Json from) throws ArtifactException {
    List<Feature> features = new ArrayList<>();
    for (Json feature : from.field("features").elements()) {
      features.add(FeatureCodec.decode(feature));
    }
    return new ModelSpec(
        from.text("name"),
        new FeatureSpec(features),
        ArchitectureCodec.decode(from),
        HeadCodec.decode(from.object("head")),
        from.longInteger("seed"));
  }

  /** The first format of manifests that has words for the spec. */
  static int formatVersion(ModelSpec spec) {
    boolean known =
        ArchitectureCodec.isOfFormat2(spec.architecture()) && HeadCodec.isOfFormat2(spec.head());
    return spec.features().features().stream()
        .mapToInt(FeatureCodec::format)
        .reduce(known ? 2 : 3, Math::max);
  }
}
