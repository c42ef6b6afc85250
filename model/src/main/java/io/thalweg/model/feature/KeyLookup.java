package io.thalweg.model.feature;

/** What the numbers of one column of the dense input become. Not to be changed once it is made. */
public final class KeyLookup {
  /** What a number becomes that isn't among the keys. */
  public static final float OTHERWISE = 1;

  private final int column;
  private final float[] keys;
  private final float[] values;

  KeyLookup(int column, float[] keys, float[] values) {
    this.column = column;
    this.keys = keys;
    this.values = values;
  }

  public int column() {
    return column;
  }

  /** Each once, borrowed. */
  public float[] keysView() {
    return keys;
  }

  /** One for each key, borrowed. */
  public float[] valuesView() {
    return values;
  }
}
