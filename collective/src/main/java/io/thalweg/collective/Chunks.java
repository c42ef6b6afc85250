package io.thalweg.collective;

/**
 * Cuts a vector into count adjacent chunks whose lengths differ by at most one element; chunk r is
 * rank r's. Immutable.
 *
 * @param vectorLength in elements
 */
public record Chunks(int vectorLength, int count) {
  /** The first element of a chunk; of chunk {@code count} the vector's end. */
  public int start(int chunk) {
    return (int) ((long) vectorLength * chunk / count);
  }

  public int length(int chunk) {
    return start(chunk + 1) - start(chunk);
  }
}
