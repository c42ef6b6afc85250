package io.thalweg.learner.train.graph;

/** This engine can't compute a network; another may. */
public final class UnsupportedNetworkException extends RuntimeException {
  UnsupportedNetworkException(String why) {
    super(why);
  }
}
