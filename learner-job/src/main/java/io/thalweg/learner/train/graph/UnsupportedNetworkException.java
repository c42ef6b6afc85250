package io.thalweg.learner.train.graph;

/**
 * This engine can't compute a network; another may. Of the kind that networks of a user's own let
 * through as it is.
 */
public final class UnsupportedNetworkException extends IllegalArgumentException {
  UnsupportedNetworkException(String why) {
    super(why);
  }
}
