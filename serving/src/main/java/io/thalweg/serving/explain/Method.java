package io.thalweg.serving.explain;

import java.util.Locale;

/** How an output is shared out. */
public enum Method {
  /** Shapley values: {@link #LINEAR} or {@link #EXACT} where they can be had, else sampled. */
  SHAPLEY,
  /** Shapley values of a linear model, in as many evaluations as there are features. */
  LINEAR,
  /** Shapley values over all coalitions. */
  EXACT,
  /** Shapley values over orders of the features that are drawn at random. */
  PERMUTATION,
  /** The weights of a linear model that is fitted around the row. */
  LIME;

  /** As requests and answers spell it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
