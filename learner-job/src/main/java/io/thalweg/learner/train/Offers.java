package io.thalweg.learner.train;

import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.learner.train.strategy.StrategySpec.Offering;
import io.thalweg.model.Head;
import java.util.Arrays;

/** Hands fresh rows to replay when the champion's strategy wants it. Confined to one thread. */
final class Offers {
  private final boolean replays;
  private final boolean storesLogits;
  private final int outputs;
  private final Experience experience;
  private final RoutedExperts experts;

  /** What the first step with the fresh rows began with: float32, (fresh, outputs). */
  private final float[] firstLogits;

  /**
   * For a table that the pipeline's own training laid out.
   *
   * @param race whose challengers may replay though the pipeline itself doesn't
   */
  Offers(
      TrainingConfig own, RaceSpec race, Head head, Experience experience, RoutedExperts experts) {
    this.replays =
        own.replayPerFresh() > 0
            || race.challengers().stream().anyMatch(c -> c.training().replayPerFresh() > 0);
    this.storesLogits = own.strategy().rehearsal().storesLogits();
    this.outputs = head.outputs();
    this.experience = experience;
    this.experts = experts;
    this.firstLogits = new float[own.batch() * outputs];
  }

  /**
   * Notes the logits of the first step, whose first rows are the fresh ones. What an output would
   * have said that isn't there is nothing to be held to later.
   *
   * @param there outputs that there are, 0 for all
   */
  void note(float[] logits, int fresh, int there) {
    System.arraycopy(logits, 0, firstLogits, 0, fresh * outputs);
    for (int r = 0; r < fresh && there > 0; r++) {
      Arrays.fill(firstLogits, r * outputs + there, (r + 1) * outputs, Float.NaN);
    }
  }

  /** Offers the first rows, if the champion's training does so now. */
  void make(TrainingConfig champion, Offering now, FreshRows fresh, int rows) {
    if (!replays || champion.strategy().offering() != now) {
      return;
    }
    float[] mark = {experts.mark()};
    for (int i = 0; i < rows; i++) {
      String id = fresh.id(i);
      int group = fresh.group(i);
      Origin origin = fresh.origin(i);
      if (storesLogits) {
        experience.offer(id, group, origin, fresh.rowView(i), firstLogits, i * outputs);
      } else if (experts.known() > 0) {
        experience.offer(id, group, origin, fresh.rowView(i), mark, 0);
      } else {
        experience.offer(id, group, origin, fresh.rowView(i));
      }
    }
    experience.expire();
  }
}
