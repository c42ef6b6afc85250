package io.thalweg.replay;

/**
 * What the table knows of a row beside its bytes. Immutable.
 *
 * @param key names the row; a row with a key that is stored takes the place of the stored one
 * @param subject whom it is about, for erasure; 0 for nobody
 * @param timeMillis event time, since 1970
 * @param classLabel 0 to 65535
 * @param source where it comes from, 0 to 255
 */
public record RowMeta(long key, long subject, long timeMillis, int classLabel, int source) {
  public RowMeta {
    Limits.requireWithin("classLabel", classLabel, 0, Character.MAX_VALUE);
    Limits.requireWithin("source", source, 0, 255);
  }

  /** A row of which only the key is known. */
  public static RowMeta of(long key) {
    return new RowMeta(key, 0, 0, 0, 0);
  }
}
