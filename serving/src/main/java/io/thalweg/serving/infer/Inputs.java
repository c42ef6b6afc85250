package io.thalweg.serving.infer;

import io.thalweg.model.feature.Feature;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.version.Servable;

/** What a version takes: an input for each feature, or all columns as one. Stateless. */
public final class Inputs {
  /** Name of the dense input. */
  public static final String DENSE = "features";

  private Inputs() {}

  /** What the metadata asks for; a number of any other type is accepted too. */
  public static Datatype datatype(Feature feature) {
    if (feature instanceof Feature.Categorical) {
      return Datatype.BYTES;
    }
    if (feature instanceof Feature.Flag) {
      return Datatype.BOOL;
    }
    return feature instanceof Feature.Vector ? Datatype.FP32 : Datatype.FP64;
  }

  /** Columns of a feature's input; 0 where it has a number or text for each row. */
  public static int columns(Feature f) {
    boolean many =
        f instanceof Feature.Vector || (f instanceof Feature.History h && h.isSequence());
    return many ? f.slots() : 0;
  }

  /** Whether the version has the dense input: not where a feature bears its name. */
  public static boolean hasDense(Servable servable) {
    return servable.featureIndex(DENSE) < 0;
  }

  /** Whether a requested name is that of the dense input. */
  static boolean isDense(Servable servable, String name) {
    return name.equalsIgnoreCase(DENSE) && servable.featureIndex(name) < 0;
  }
}
