package io.thalweg.collective.mode;

import io.thalweg.collective.compress.MatrixLayout;

/** Something to learn, seeded, with its data spread over the ranks. Threads: immutable. */
interface Problem {

  float[] initial();

  /** Where the parameters' matrices lie. */
  MatrixLayout layout();

  /** How many examples a rank learns from in a step. */
  int examples(int rank);

  /** The mean gradient over the rank's examples of one step. */
  float[] gradient(int rank, int step, float[] parameters);

  float learningRate(int step);

  int steps();
}
