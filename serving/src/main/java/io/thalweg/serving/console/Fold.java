package io.thalweg.serving.console;

import org.jspecify.annotations.Nullable;

/** What becomes of a second's values in a coarser point. Confined to the console's lock. */
final class Fold {
  private final Kind kind;
  private double sum;
  private double weights;
  private double last = Double.NaN;

  /** How values of one series come together. */
  enum Kind {
    MEAN,
    SUM,
    LARGEST,
    LAST;

    static Kind of(String series) {
      return switch (series) {
        case SeriesNames.ROUNDS_ABORTED -> SUM;
        case SeriesNames.LATENCY_P99, SeriesNames.BAD_SHARE -> LARGEST;
        default -> weight(series) != null || series.endsWith(SeriesNames.PER_SECOND) ? MEAN : LAST;
      };
    }
  }

  Fold(Kind kind) {
    this.kind = kind;
  }

  /** The series by which values of another count; null: each counts alike. */
  static @Nullable String weight(String series) {
    return switch (series) {
      case SeriesNames.ACCURACY, SeriesNames.NO_CHANGE, SeriesNames.MAJORITY, SeriesNames.LOSS ->
          SeriesNames.LEARNED;
      case SeriesNames.LATENCY_P50 -> SeriesNames.REQUESTS;
      default -> null;
    };
  }

  void add(double value, double weight) {
    sum += value * weight;
    weights += weight;
    last = kind == Kind.LARGEST && last > value ? last : value;
  }

  /** No number where nothing counted. */
  double value() {
    return switch (kind) {
      case MEAN -> sum / weights;
      case SUM -> sum;
      case LARGEST, LAST -> last;
    };
  }
}
