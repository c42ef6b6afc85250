package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.store.Sha256;

/** SHA-256 of what a manifest says about a model. Stateless. */
public final class Fingerprints {
  private Fingerprints() {}

  /** Of all that decides the model's shape and its initial weights. */
  public static String ofSpec(ModelSpec spec) {
    return Sha256.hex(Json.toBytes(encoded(spec)));
  }

  /** Of what decides how a record becomes an input. */
  public static String ofFeatures(ModelSpec spec) {
    ObjectNode features = Json.newObject();
    features.set("features", encoded(spec).get("features"));
    return Sha256.hex(Json.toBytes(features));
  }

  private static ObjectNode encoded(ModelSpec spec) {
    ObjectNode object = Json.newObject();
    SpecCodec.encode(spec, object);
    return object;
  }
}
