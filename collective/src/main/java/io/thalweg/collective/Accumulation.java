package io.thalweg.collective;

/** In which precision a sum is carried on its way through the ranks; results are float32. */
public enum Accumulation {
  FLOAT32,
  /** Twice the bytes while summing; the error no longer grows with the number of ranks. */
  FLOAT64
}
