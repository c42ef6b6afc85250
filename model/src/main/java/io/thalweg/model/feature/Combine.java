package io.thalweg.model.feature;

/** What several values of one feature become together. */
public enum Combine {
  /** The sum of their vectors, or how often each bucket is there. */
  SUM,
  /** The sum divided by how many values there are. */
  MEAN
}
