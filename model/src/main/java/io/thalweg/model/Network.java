package io.thalweg.model;

import io.thalweg.model.feature.FeatureSpec;

/**
 * A network of one's own, named in a pipeline by its class: a public class with a public
 * constructor without parameters, on the class path of the learners. Written over {@link
 * Operations}, it is learned, and exported for servers, like one of ours. Stateless, since several
 * learners ask it; names of operations and of features must decide its parameters alone.
 */
public interface Network {
  /**
   * The network.
   *
   * @param outputs columns that the result must have
   * @throws IllegalArgumentException when it doesn't fit the features
   */
  <T> T logits(Operations<T> on, FeatureSpec features, int outputs);
}
