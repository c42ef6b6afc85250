package io.thalweg.serving.feedback;

/**
 * Which requests take part, decided by a hash of the id: all rows of a request, all versions that
 * answer it, and all servers with the same shares come to the same. Immutable.
 *
 * @param sample share of the requests that take part
 * @param features share of those whose features are kept
 */
record RequestSampling(double sample, double features) {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  boolean takes(String id) {
    return uniform(id) < sample;
  }

  /** Whether a request that takes part does so with its features. */
  boolean takesFeatures(String id) {
    return uniform(id) < sample * features;
  }

  /**
   * A number from 0 to below 1: FNV-1a (Fowler, Noll, Vo) over the UTF-16 units, then the finalizer
   * of SplitMix64 (Steele, Lea, Flood 2014), since ids that end differently differ in FNV's low
   * bits only.
   */
  static double uniform(String id) {
    long h = FNV_OFFSET;
    for (int i = 0; i < id.length(); i++) {
      h = (h ^ id.charAt(i)) * FNV_PRIME;
    }
    h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
    h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
    return ((h ^ (h >>> 31)) >>> 11) * 0x1p-53;
  }
}
