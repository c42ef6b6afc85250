package io.thalweg.model.feature;

import java.io.Serializable;
import java.util.Optional;

/**
 * One input of a model: which field of the record it reads, how many 4-byte slots it takes in a row
 * and how many columns it becomes in the dense input. Immutable.
 */
public sealed interface Feature extends Serializable
    permits Feature.Numeric,
        Feature.Categorical,
        Feature.Flag,
        Feature.Vector,
        Feature.History,
        CrossFeature,
        ImageFeature,
        MultiValuedFeature,
        TextFeature,
        TimeFeature,
        VocabularyFeature {
  /** Name of the model's input. */
  String name();

  /** Field of the record that it reads; empty for one that is made of something else. */
  String field();

  /** 4-byte slots in a projected row. */
  int slots();

  /** Columns of the dense input. */
  int width();

  /** Columns, from the first on, that are scaled. */
  default int scaledWidth() {
    return width();
  }

  /** What is done to its columns at batch time. */
  default Scaling scaling() {
    return Scaling.NONE;
  }

  /** Whether its slots are float32, where NaN is missing; else they are int32, where -1 is. */
  default boolean holdsNumbers() {
    return true;
  }

  /** Whether it reads one category: a text, or what is written as one. */
  default boolean isCategory() {
    return false;
  }

  /** The vectors that its columns are numbers of; empty where they are an input themselves. */
  default Optional<VectorTable> vectors() {
    return Optional.empty();
  }

  /**
   * A number. A value outside {@code [min, max]} is refused at ingest, then one outside of the clip
   * set to its nearer bound. With quantiles there is a column for each bucket, which holds the
   * number itself until the batch is made, and then whether it is in the bucket.
   *
   * @param transform applied at ingest, after the clip, before the row is stored
   * @param scaling applied at batch time, from committed statistics; none with quantiles
   */
  record Numeric(
      String name,
      String field,
      Transform transform,
      Scaling scaling,
      double min,
      double max,
      Clip clip,
      Quantiles quantiles)
      implements Feature {
    public Numeric {
      if (!(min <= max)) {
        throw new IllegalArgumentException(
            "feature %s: min=%s, max=%s, want min <= max".formatted(name, min, max));
      }
      if (!quantiles.equals(Quantiles.NONE) && scaling != Scaling.NONE) {
        throw new IllegalArgumentException(
            "feature %s: scaling=%s, want none with quantiles".formatted(name, scaling));
      }
    }

    /** Without buckets. */
    public Numeric(
        String name,
        String field,
        Transform transform,
        Scaling scaling,
        double min,
        double max,
        Clip clip) {
      this(name, field, transform, scaling, min, max, clip, Quantiles.NONE);
    }

    /** Nor with a clip. */
    public Numeric(
        String name, String field, Transform transform, Scaling scaling, double min, double max) {
      this(name, field, transform, scaling, min, max, Clip.NONE);
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int width() {
      return hasQuantiles() ? quantiles.buckets() : 1;
    }

    public boolean hasQuantiles() {
      return !quantiles.equals(Quantiles.NONE);
    }
  }

  /**
   * Text or an enumerated value, hashed into {@code buckets}: as one-hot columns, of which missing
   * has none, or with an embedding as one column that numbers them from 1, missing being 0.
   *
   * @param embedding columns of the vector that a network learns for each; 0 for one-hot columns
   */
  record Categorical(String name, String field, int buckets, int embedding) implements Feature {
    public Categorical {
      if (buckets < 1) {
        throw new IllegalArgumentException(
            "feature %s: buckets=%d, want 1 or more".formatted(name, buckets));
      }
      if (embedding < 0) {
        throw new IllegalArgumentException(
            "feature %s: embedding=%d, want 0 or more".formatted(name, embedding));
      }
    }

    /** One-hot columns. */
    public Categorical(String name, String field, int buckets) {
      this(name, field, buckets, 0);
    }

    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int width() {
      return embedding > 0 ? 1 : buckets;
    }

    @Override
    public boolean holdsNumbers() {
      return false;
    }

    @Override
    public boolean isCategory() {
      return true;
    }

    @Override
    public Optional<VectorTable> vectors() {
      return VectorTable.ofOne(buckets, embedding);
    }
  }

  /** True is 1, false is 0, missing is NaN in the row and 0 in the standardized input. */
  record Flag(String name, String field) implements Feature {
    @Override
    public int slots() {
      return 1;
    }

    @Override
    public int width() {
      return 1;
    }
  }

  /** An array of exactly {@code size} numbers. */
  record Vector(String name, String field, int size, Scaling scaling) implements Feature {
    public Vector {
      if (size < 1) {
        throw new IllegalArgumentException(
            "feature %s: size=%d, want 1 or more".formatted(name, size));
      }
    }

    @Override
    public int slots() {
      return size;
    }

    @Override
    public int width() {
      return size;
    }
  }

  /**
   * What a key's examples before this one had: an aggregate over {@code over} values, of which the
   * newest lies {@code lag} examples back. Missing where there is none; values that are missing
   * themselves don't count. A sequence is these values themselves, a slot for each: the columns of
   * the dense input are the values, oldest first, and then for each of them 1, or 0 where it is
   * missing.
   *
   * @param of where values come from
   * @param field a number or boolean of the record; empty for the label
   * @param lag 1 for the example before; 0 also counts the example's own field
   * @param transform applied to an aggregate
   * @param withinMillis of these values only those count whose events are less old, by the
   *     example's event time, and none that is newer; 0: however old
   */
  record History(
      String name,
      Of of,
      String field,
      Aggregate aggregate,
      int over,
      int lag,
      Scaling scaling,
      Transform transform,
      long withinMillis)
      implements Feature {
    /** However old values are, and as they are. */
    public History(
        String name, Of of, String field, Aggregate aggregate, int over, int lag, Scaling scaling) {
      this(name, of, field, aggregate, over, lag, scaling, Transform.NONE, 0);
    }

    public History {
      int least = of == Of.LABEL || aggregate == Aggregate.SINCE_LAST ? 1 : 0;
      boolean isWindow = withinMillis > 0;
      if (withinMillis < 0
          || (aggregate == Aggregate.RATE && !isWindow)
          || (isWindow && (aggregate == Aggregate.SEQUENCE || aggregate == Aggregate.SINCE_LAST))
          || (transform != Transform.NONE && aggregate == Aggregate.SEQUENCE)) {
        throw new IllegalArgumentException(
            "feature %s: aggregate=%s, withinMillis=%d, transform=%s can't go together"
                .formatted(name, aggregate, withinMillis, transform));
      }
      if (over < 1 || lag < least) {
        throw new IllegalArgumentException(
            "feature %s: over=%d, lag=%d, want over >= 1 and lag >= %d"
                .formatted(name, over, lag, least));
      }
    }

    @Override
    public int slots() {
      return isSequence() ? over : 1;
    }

    @Override
    public int width() {
      return isSequence() ? 2 * over : 1;
    }

    @Override
    public int scaledWidth() {
      return slots();
    }

    /** Whether it follows from when events were, too. */
    public boolean isTimed() {
      return withinMillis > 0 || aggregate == Aggregate.SINCE_LAST;
    }

    public boolean isSequence() {
      return aggregate == Aggregate.SEQUENCE;
    }

    /** What a history is about. */
    public enum Of {
      FIELD,
      /** A class counts as its index, and from the time on at which it was known. */
      LABEL
    }

    /** What becomes of the values. */
    public enum Aggregate {
      /** The newest. */
      LAST,
      MEAN,
      MIN,
      MAX,
      /** Root of the mean squared deviation from the mean. */
      STD,
      /** How many there are; 0 where there is none. */
      COUNT,
      /** How many there are a second, within the window. */
      RATE,
      /** Seconds since the event of the newest. */
      SINCE_LAST,
      /** No aggregate: every one of them. */
      SEQUENCE
    }
  }

  /**
   * Bounds to which a number is moved that lies beyond them; infinite where there is none.
   *
   * @param low up to {@code high}
   */
  record Clip(double low, double high) implements Serializable {
    public static final Clip NONE = new Clip(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Clip {
      if (!(low <= high)) {
        throw new IllegalArgumentException(
            "clip: low=%s, high=%s, want low <= high".formatted(low, high));
      }
    }

    double of(double value) {
      return Math.min(high, Math.max(low, value));
    }
  }

  /**
   * Buckets that are equally full, by committed counts.
   *
   * @param buckets 2 or more; 0 for none
   * @param settleAfter values after which bounds between buckets stay what they are
   */
  record Quantiles(int buckets, long settleAfter) implements Serializable {
    public static final Quantiles NONE = new Quantiles(0, 0);

    public Quantiles {
      boolean none = buckets == 0 && settleAfter == 0;
      if (!none && (buckets < 2 || settleAfter < 1)) {
        throw new IllegalArgumentException(
            "quantiles: buckets=%d, settleAfter=%d, want 2 or more and 1 or more"
                .formatted(buckets, settleAfter));
      }
    }
  }

  /** Stateless transforms of a number. */
  enum Transform {
    NONE,
    /** ln(1 + x); x must be above -1. */
    LOG1P
  }

  /** Stateful scalings of a column. */
  enum Scaling {
    NONE,
    /** (x - mean) / standard deviation, both over all examples learned so far. */
    STANDARDIZE
  }
}
