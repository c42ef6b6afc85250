package io.thalweg.bench.measure;

/** A second or so of work that yields one figure. */
@FunctionalInterface
public interface Round {
  double measure() throws Exception;
}
