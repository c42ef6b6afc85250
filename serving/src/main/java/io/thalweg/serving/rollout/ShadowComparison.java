package io.thalweg.serving.rollout;

import io.thalweg.model.Head;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Sums up how one version's outputs differ from those that were answered. Confined to its owner.
 */
final class ShadowComparison {
  private final long version;
  private final StabilityIndex scores = new StabilityIndex();
  private long againstFrom = Long.MAX_VALUE;
  private long againstTo = Long.MIN_VALUE;
  private long requests;
  private long rows;
  private long values;
  private double differences;
  private double maxDifference;
  private long disagreements;
  private long shadowNanos;
  private long answerNanos;

  ShadowComparison(long version) {
    this.version = version;
  }

  long version() {
    return version;
  }

  /**
   * A request that both have computed.
   *
   * @param head of both
   * @param answered by another version: the head's outputs, float32, (rows, outputs)
   * @param shadow likewise
   */
  void add(
      Head head,
      long against,
      float[] answered,
      float[] shadow,
      int requestRows,
      long answerTook,
      long shadowTook) {
    againstFrom = Math.min(againstFrom, against);
    againstTo = Math.max(againstTo, against);
    requests++;
    rows += requestRows;
    answerNanos += answerTook;
    shadowNanos += shadowTook;
    int columns = answered.length / requestRows;
    for (int i = 0; i < answered.length; i++) {
      double difference = Math.abs((double) answered[i] - shadow[i]);
      differences += difference;
      maxDifference = Math.max(maxDifference, difference);
    }
    values += answered.length;
    for (int r = 0; r < requestRows; r++) {
      if (head.isRightOrWrong() && !agree(head, answered, shadow, r * columns, columns)) {
        disagreements++;
      }
      scores.add(
          score(head, answered, r * columns, columns), score(head, shadow, r * columns, columns));
    }
  }

  /** On the class, or on all labels of a set. */
  private static boolean agree(Head head, float[] a, float[] b, int from, int columns) {
    if (columns == 1 || head.labels() > 0) {
      for (int i = from; i < from + columns; i++) {
        if ((a[i] >= 0.5f) != (b[i] >= 0.5f)) {
          return false;
        }
      }
      return true;
    }
    return largest(a, from, columns) == largest(b, from, columns);
  }

  private static int largest(float[] of, int from, int columns) {
    int best = from;
    for (int i = from + 1; i < from + columns; i++) {
      best = of[i] > of[best] ? i : best;
    }
    return best;
  }

  /** The number whose distribution is watched: of several classes the largest probability. */
  private static double score(Head head, float[] of, int from, int columns) {
    return head.classes() > 2 ? of[largest(of, from, columns)] : of[from + head.point()];
  }

  ShadowReport report(
      String alias, long dropped, long skipped, long failed, @Nullable String failure) {
    return new ShadowReport(
        alias,
        OptionalLong.of(version),
        requests == 0 ? OptionalLong.empty() : OptionalLong.of(againstFrom),
        requests == 0 ? OptionalLong.empty() : OptionalLong.of(againstTo),
        requests,
        rows,
        values == 0 ? 0 : differences / values,
        maxDifference,
        disagreements,
        scores.value(),
        requests == 0 ? 0 : shadowNanos / 1e3 / requests,
        requests == 0 ? 0 : answerNanos / 1e3 / requests,
        dropped,
        skipped,
        failed,
        failure);
  }
}
