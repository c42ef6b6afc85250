package io.thalweg.cli.run;

import io.thalweg.learner.drift.Watch;
import java.util.ArrayList;
import java.util.List;

/** Which detector has told of a drift when, as seen from outside. Confined to one thread. */
public final class DriftLog {
  private final List<Watch> watches;
  private final long[] most;
  private final List<Entry> entries = new ArrayList<>();
  private boolean begun;

  /**
   * One drift.
   *
   * @param atEvent events trained when it was seen first, on whichever learner
   */
  public record Entry(long atEvent, String detector) {}

  DriftLog(List<Watch> watches) {
    this.watches = watches;
    this.most = new long[watches.size()];
  }

  /** What the first figures have, an earlier run has seen. */
  void add(JobFigures now) {
    List<Long> drifts = now.quality().drifts();
    for (int i = 0; i < Math.min(drifts.size(), most.length); i++) {
      for (; most[i] < drifts.get(i); most[i]++) {
        if (begun) {
          entries.add(new Entry(now.trained(), watches.get(i).name()));
        }
      }
    }
    begun |= now.trained() > 0;
  }

  public List<Entry> entries() {
    return List.copyOf(entries);
  }
}
