package io.thalweg.serving.infer;

import io.thalweg.model.Head;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TimeFeature;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.version.Servable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a version takes: an input for each feature, or all columns as one, or whole events; and what
 * it answers. Stateless.
 */
public final class Inputs {
  /** Name of the dense input. */
  public static final String DENSE = "features";

  private Inputs() {}

  /**
   * An input or output as metadata describes it.
   *
   * @param shape -1 for the rows
   */
  public record Described(String name, Datatype datatype, List<Integer> shape) {
    static Described of(String name, Datatype datatype, int columns) {
      return new Described(name, datatype, columns == 0 ? List.of(-1) : List.of(-1, columns));
    }
  }

  /** What a version takes. */
  public static List<Described> of(Servable servable) {
    List<Described> inputs = new ArrayList<>();
    for (Feature f : servable.spec().features().features()) {
      if (f instanceof CrossFeature) {
        continue; // it follows from the features that it crosses
      }
      inputs.add(Described.of(f.name(), datatype(f), columns(f)));
    }
    if (hasDense(servable)) {
      inputs.add(Described.of(DENSE, Datatype.FP32, servable.denseEncoder().width()));
    }
    if (hasEvent(servable)) {
      inputs.add(Described.of(InferRequest.EVENT, Datatype.BYTES, 0));
    }
    return inputs;
  }

  /** What a version answers. */
  public static List<Described> outputsOf(Servable servable) {
    Head head = servable.spec().head();
    return List.of(
        Described.of(head.outputName(), Datatype.FP32, head.outputs()),
        Described.of(Predictor.LOGITS, Datatype.FP32, head.outputs()));
  }

  /** What the metadata asks for; a number of any other type is accepted too. */
  public static Datatype datatype(Feature feature) {
    if (feature.isCategory()
        || feature instanceof MultiValuedFeature
        || feature instanceof TextFeature) {
      return Datatype.BYTES;
    }
    if (feature instanceof TimeFeature) {
      return Datatype.INT64;
    }
    if (feature instanceof ImageFeature) {
      return Datatype.UINT8;
    }
    if (feature instanceof Feature.Flag) {
      return Datatype.BOOL;
    }
    return feature instanceof Feature.Vector ? Datatype.FP32 : Datatype.FP64;
  }

  /** Columns of a feature's input; 0 where it has a number or text for each row. */
  public static int columns(Feature f) {
    boolean many =
        f instanceof Feature.Vector
            || f instanceof MultiValuedFeature
            || (f instanceof Feature.History h && h.isSequence());
    if (f instanceof ImageFeature image) {
      return image.shape().bytes();
    }
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

  /** Whether the version has the input of whole events: not where a feature bears its name. */
  private static boolean hasEvent(Servable servable) {
    return servable.featureIndex(InferRequest.EVENT) < 0;
  }

  /** Whether a requested name is that of the input of whole events. */
  static boolean isEvent(Servable servable, String name) {
    return name.equalsIgnoreCase(InferRequest.EVENT) && hasEvent(servable);
  }
}
