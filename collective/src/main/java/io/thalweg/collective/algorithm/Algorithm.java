package io.thalweg.collective.algorithm;

/** A way to make a plan for every rank of a world. */
public interface Algorithm {

  Plan plan(int rank, int worldSize, int length);
}
