package io.thalweg.learner.sync;

import java.io.Serializable;

/**
 * Where rounds fall in a stream of examples that has one order: at counts of examples from its
 * start. Immutable.
 *
 * @param first the first round is frozen and applied after so many; until then nobody can train
 * @param every each later one is frozen so many after the one before
 * @param applyAfter and applied so many after it was frozen, fewer than {@code every}
 */
public record RoundMarks(long first, long every, long applyAfter) implements Serializable {
  public RoundMarks {
    if (first < 1 || every < 1 || applyAfter < 0 || applyAfter >= every) {
      throw new IllegalArgumentException(
          "marks of rounds: first=%d, every=%d, applyAfter=%d; want 0 <= applyAfter < every"
              .formatted(first, every, applyAfter));
    }
  }

  /** Whether a round is frozen after so many examples. */
  public boolean freezesAt(long examples) {
    return examples >= first && (examples - first) % every == 0;
  }

  /** Whether the round that was frozen last is applied after so many examples. */
  public boolean appliesAt(long examples) {
    if (examples <= first) {
      return examples == first;
    }
    long since = examples - first - applyAfter;
    return since > 0 && since % every == 0;
  }
}
