package io.thalweg.learner.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Every sixteenth example's ready time, from when it was learned to when a version first contains
 * it: open, then frozen in a round, then committed, then released. Confined to one thread.
 */
final class ReadyTimes {
  private static final int EVERY = 16;
  private static final int RELEASED = 256;

  private long seen;
  private List<Long> open = new ArrayList<>();
  private List<Long> frozen = new ArrayList<>();
  private List<Long> sinceRelease = new ArrayList<>();
  private List<Long> sincePreview = new ArrayList<>();

  void learned(long readyTimeMillis) {
    if (seen++ % EVERY == 0) {
      open.add(readyTimeMillis);
    }
  }

  void freeze() {
    frozen.addAll(open);
    open = new ArrayList<>();
  }

  void abort() {
    frozen.addAll(open);
    open = frozen;
    frozen = new ArrayList<>();
  }

  void commit() {
    sinceRelease.addAll(frozen);
    sincePreview.addAll(frozen);
    frozen = new ArrayList<>();
  }

  /** What the release that is staged now contains and none before; at most 256, evenly spread. */
  List<Long> release() {
    List<Long> all = sinceRelease;
    sinceRelease = new ArrayList<>();
    sincePreview = new ArrayList<>();
    return spread(all);
  }

  /** As {@link #release}, and no preview before either. */
  List<Long> preview() {
    List<Long> all = sincePreview;
    sincePreview = new ArrayList<>();
    return spread(all);
  }

  private static List<Long> spread(List<Long> all) {
    if (all.size() <= RELEASED) {
      return all;
    }
    List<Long> spread = new ArrayList<>(RELEASED);
    for (int i = 0; i < RELEASED; i++) {
      spread.add(all.get((int) ((long) i * all.size() / RELEASED)));
    }
    return spread;
  }
}
