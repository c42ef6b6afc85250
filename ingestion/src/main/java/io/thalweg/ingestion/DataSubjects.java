package io.thalweg.ingestion;

/**
 * Whom events are about, as the numbers under which every tier knows them: 64-bit FNV-1a (Fowler,
 * Noll, Vo) over the UTF-16 units, then Stafford's variant 13 of MurmurHash3's finalizer.
 * Stateless.
 *
 * <p>Two subjects share a number with a probability of 2^-64, and would be erased together.
 */
public final class DataSubjects {
  /** Of an event that is about nobody. */
  public static final long NOBODY = 0;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** The same on every machine and in every release: numbers lie in checkpoints. */
  public static long number(String subject) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < subject.length(); i++) {
      hash = (hash ^ subject.charAt(i)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return hash == NOBODY ? 1 : hash;
  }

  private DataSubjects() {}
}
