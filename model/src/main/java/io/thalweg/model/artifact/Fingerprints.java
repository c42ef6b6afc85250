package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.store.Sha256;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * Each feature's name, a space, and of what decides how its values become inputs. From which
   * field they come, which are refused or clipped, and when a vocabulary takes in values and lets
   * them go, may change: weights mean what they meant.
   */
  public static List<String> ofEachFeature(ModelSpec spec) {
    List<String> each = new ArrayList<>();
    for (Feature feature : spec.features().features()) {
      ObjectNode object = Json.newObject();
      FeatureCodec.encode(feature, object);
      if (!(feature instanceof Feature.History)) {
        object.remove("field");
      }
      if (feature instanceof Feature.Numeric) {
        object.remove(List.of("min", "max", "clipLow", "clipHigh"));
      }
      object.remove(List.of("admitAfter", "expireAfter"));
      each.add(feature.name() + " " + Sha256.hex(Json.toBytes(object)));
    }
    return each;
  }

  private static ObjectNode encoded(ModelSpec spec) {
    ObjectNode object = Json.newObject();
    SpecCodec.encode(spec, object);
    return object;
  }
}
