package io.thalweg.serving.history;

import io.thalweg.model.feature.FeatureSpec;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of one row beside its features. Features are addressed by their positions in
 * the spec. Confined to one thread.
 */
public final class AskedRow {
  private final BitSet given = new BitSet();
  private final double[] own;
  private @Nullable String key;
  private long timeMillis;

  /**
   * Says nothing yet.
   *
   * @param nowMillis when it happens unless it says otherwise
   */
  AskedRow(FeatureSpec spec, long nowMillis) {
    this.own = new double[spec.features().size()];
    Arrays.fill(own, Double.NaN);
    this.timeMillis = nowMillis;
  }

  /** Whose past counts; null or empty, which is no event's key: nobody's. */
  public void setKey(@Nullable String of) {
    key = of == null || of.isEmpty() ? null : of;
  }

  public boolean hasKey() {
    return key != null;
  }

  /** Whose past counts; null where the row doesn't say. */
  @Nullable String key() {
    return key;
  }

  public void setTimeMillis(long millis) {
    timeMillis = millis;
  }

  long timeMillis() {
    return timeMillis;
  }

  /** A history comes with the request. */
  public void give(int feature) {
    given.set(feature);
  }

  boolean isGiven(int feature) {
    return given.get(feature);
  }

  /** The row's own value of the field that a history looks at. */
  public void setOwn(int feature, double value) {
    own[feature] = value;
  }

  /** NaN where it is missing. */
  double own(int feature) {
    return own[feature];
  }
}
