package io.thalweg.model.feature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Count, mean and sum of squared deviations of every column of the dense input, over the examples
 * of all committed rounds. Every replica holds the same bits, because every replica merges the same
 * reduced sums. Columns that aren't standardized keep mean 0 and scale 1, and those of a number
 * that is told by its bucket 0 and 0, because it is {@link QuantileColumns} that fill them.
 * Confined to one thread.
 *
 * <p>Merging follows Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for
 * computing sample variances" (1979), with the committed mean as the shift of the new sums.
 */
public final class Standardization {
  private final boolean[] standardized;
  private final double[] count;
  private final double[] mean;
  private final double[] squares;
  private final float[] meanOut;
  private final float[] scaleOut;

  /** Standardized, or the first of a number's buckets. */
  private final boolean[] measured;

  private final List<QuantileColumns> quantiles = new ArrayList<>();
  private final List<VocabularyColumns> vocabularies = new ArrayList<>();
  private final float[] low;
  private final float[] high;

  public Standardization(FeatureSpec spec) {
    this.standardized = spec.standardizedColumns();
    this.measured = standardized.clone();
    int width = standardized.length;
    int column = 0;
    for (Feature f : spec.features()) {
      if (f instanceof Feature.Numeric n && n.hasQuantiles()) {
        quantiles.add(new QuantileColumns(column, n.quantiles()));
        measured[column] = true;
      } else if (f instanceof VocabularyFeature v) {
        vocabularies.add(new VocabularyColumns(column, v));
      }
      column += f.width();
    }
    this.low = new float[quantiles.isEmpty() && vocabularies.isEmpty() ? 0 : width];
    this.high = new float[low.length];
    Arrays.fill(low, Float.NaN);
    Arrays.fill(high, Float.NaN);
    this.count = new double[width];
    this.mean = new double[width];
    this.squares = new double[width];
    this.meanOut = new float[width];
    this.scaleOut = new float[width];
    refresh();
  }

  public int width() {
    return standardized.length;
  }

  /** True when a column waits for its first statistics. */
  public boolean isUnseen() {
    for (int i = 0; i < measured.length; i++) {
      if (measured[i] && count[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** True when no column depends on what was learned. */
  public boolean isTrivial() {
    for (boolean m : measured) {
      if (m) {
        return false;
      }
    }
    return vocabularies.isEmpty();
  }

  /** The columns' means, float32, (width), borrowed: valid until the next merge. */
  public float[] meanView() {
    return meanOut;
  }

  /** What a centred column is multiplied by, float32, (width), borrowed. */
  public float[] scaleView() {
    return scaleOut;
  }

  /** Least numbers that a column is 1 for, float32, (width) or none, borrowed; NaN: no such. */
  public float[] lowView() {
    return low;
  }

  /** The numbers above, which it isn't 1 for; likewise. */
  public float[] highView() {
    return high;
  }

  /** What the first column of each vocabulary becomes, in order of the columns; valid as of now. */
  public List<KeyLookup> lookups() {
    return vocabularies.stream().map(VocabularyColumns::lookup).toList();
  }

  /** The keys of each vocabulary by place, 0 for none, by the feature's name; new arrays. */
  public Map<String, float[]> vocabularyKeys() {
    Map<String, float[]> keys = new LinkedHashMap<>();
    vocabularies.forEach(v -> keys.put(v.name(), v.keys()));
    return keys;
  }

  /** Standardizes {@code rows} rows in place and turns NaN into 0, as the exported graph does. */
  public void apply(float[] dense, int rows) {
    int width = standardized.length;
    boolean ranges = low.length > 0;
    float[] known = new float[vocabularies.size()];
    for (int r = 0; r < rows; r++) {
      int base = r * width;
      for (int v = 0; v < known.length; v++) {
        known[v] = vocabularies.get(v).encoded(dense[base + vocabularies.get(v).first()]);
      }
      for (int i = 0; i < width; i++) {
        float raw = dense[base + i];
        float x = (raw - meanOut[i]) * scaleOut[i];
        dense[base + i] = Float.isNaN(x) ? 0f : x;
        if (ranges && raw >= low[i] && raw < high[i]) {
          dense[base + i] += 1f;
        }
      }
      for (int v = 0; v < known.length; v++) {
        dense[base + vocabularies.get(v).first()] += known[v];
      }
    }
  }

  /** Places that sums take: three for each column, and counts. */
  public int sumsLength() {
    return 3 * standardized.length
        + quantiles.size() * QuantileColumns.sumsLength()
        + vocabularies.stream().mapToInt(VocabularyColumns::sumsLength).sum();
  }

  /**
   * Adds one row to sums that are shifted by the committed mean.
   *
   * @param sums float32, ({@link #sumsLength}): counts, sums of deviations, sums of squared
   *     deviations, and then counts by value for each number that is told by its bucket, and for
   *     each vocabulary
   */
  public void accumulate(float[] dense, int offset, double[] sums) {
    int width = standardized.length;
    for (int i = 0; i < width; i++) {
      float x = dense[offset + i];
      if (measured[i] && !Float.isNaN(x)) {
        double d = x - mean[i];
        sums[i] += 1;
        sums[width + i] += d;
        sums[2 * width + i] += d * d;
      }
    }
    int at = 3 * width;
    for (QuantileColumns q : quantiles) {
      q.accumulate(dense[offset + q.first()], sums, at);
      at += QuantileColumns.sumsLength();
    }
    for (VocabularyColumns v : vocabularies) {
      v.accumulate(dense[offset + v.first()], sums, at);
      at += v.sumsLength();
    }
  }

  /** Merges sums of examples that no earlier merge has seen, shifted by the mean as it stands. */
  public void merge(float[] sums, int offset) {
    int width = standardized.length;
    for (int i = 0; i < width; i++) {
      double n = sums[offset + i];
      if (n > 0) {
        double deviation = sums[offset + width + i] / n;
        double within = Math.max(0, sums[offset + 2 * width + i] - n * deviation * deviation);
        double total = count[i] + n;
        squares[i] += within + deviation * deviation * count[i] * n / total;
        mean[i] += deviation * n / total;
        count[i] = total;
      }
    }
    int at = offset + 3 * width;
    for (QuantileColumns q : quantiles) {
      int c = q.first();
      q.merge(sums, at, count[c], mean[c]);
      at += QuantileColumns.sumsLength();
    }
    for (VocabularyColumns v : vocabularies) {
      v.merge(sums, at);
      at += v.sumsLength();
    }
    refresh();
  }

  /** Places of vocabularies that the last merge has given to another value, by feature. */
  public Map<String, List<Integer>> changedPlaces() {
    Map<String, List<Integer>> changed = new LinkedHashMap<>();
    vocabularies.forEach(v -> changed.put(v.name(), v.changed()));
    return changed;
  }

  /** Forgets what sums have, since they were last frozen, that the last merge made wrong. */
  public void forgetChanged(double[] sums) {
    int at = 3 * standardized.length + quantiles.size() * QuantileColumns.sumsLength();
    for (VocabularyColumns v : vocabularies) {
      v.forgetChanged(sums, at);
      at += v.sumsLength();
    }
  }

  private double variance(int column) {
    return count[column] > 1 ? squares[column] / (count[column] - 1) : 0;
  }

  private void refresh() {
    for (int i = 0; i < standardized.length; i++) {
      double variance = variance(i);
      boolean scaled = standardized[i] && variance > 1e-12;
      meanOut[i] = standardized[i] ? (float) mean[i] : 0f;
      scaleOut[i] = scaled ? (float) (1 / Math.sqrt(variance)) : 1f;
    }
    for (QuantileColumns q : quantiles) {
      q.ranges(low, high);
      Arrays.fill(scaleOut, q.first(), q.first() + q.width(), 0f);
    }
    for (VocabularyColumns v : vocabularies) {
      v.ranges(low, high);
      Arrays.fill(scaleOut, v.first(), v.first() + v.width(), 0f);
    }
  }

  private int stateLength() {
    return 3 * standardized.length
        + quantiles.stream().mapToInt(QuantileColumns::stateLength).sum()
        + vocabularies.stream().mapToInt(VocabularyColumns::stateLength).sum();
  }

  /** State as doubles: 3 * width counts, means, squares, and then that of buckets. */
  public double[] toState() {
    int width = standardized.length;
    double[] state = new double[stateLength()];
    System.arraycopy(count, 0, state, 0, width);
    System.arraycopy(mean, 0, state, width, width);
    System.arraycopy(squares, 0, state, 2 * width, width);
    int at = 3 * width;
    for (QuantileColumns q : quantiles) {
      q.toState(state, at);
      at += q.stateLength();
    }
    for (VocabularyColumns v : vocabularies) {
      v.toState(state, at);
      at += v.stateLength();
    }
    return state;
  }

  public void fromState(double[] state) {
    int width = standardized.length;
    if (state.length != stateLength()) {
      throw new IllegalArgumentException(
          "standardization state: length=%d, expected=%d".formatted(state.length, stateLength()));
    }
    System.arraycopy(state, 0, count, 0, width);
    System.arraycopy(state, width, mean, 0, width);
    System.arraycopy(state, 2 * width, squares, 0, width);
    int at = 3 * width;
    for (QuantileColumns q : quantiles) {
      q.fromState(state, at);
      at += q.stateLength();
    }
    for (VocabularyColumns v : vocabularies) {
      v.fromState(state, at);
      at += v.stateLength();
    }
    refresh();
  }
}
