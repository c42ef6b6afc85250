package io.thalweg.serving.http;

import io.thalweg.model.feature.Feature;

/** The protocol's names of element types. */
final class Datatypes {
  static final String FP32 = "FP32";

  private Datatypes() {}

  /** What the metadata asks for; a number of any other type is accepted too. */
  static String of(Feature feature) {
    if (feature instanceof Feature.Categorical) {
      return "BYTES";
    }
    if (feature instanceof Feature.Flag) {
      return "BOOL";
    }
    return feature instanceof Feature.Vector ? FP32 : "FP64";
  }
}
