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
  private Spread sinceRelease = new Spread();
  private Spread sincePreview = new Spread();

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
    frozen.forEach(sinceRelease::add);
    frozen.forEach(sincePreview::add);
    frozen = new ArrayList<>();
  }

  /** What the release that is staged now contains and none before; at most 256, evenly spread. */
  List<Long> release() {
    List<Long> all = sinceRelease.times;
    sinceRelease = new Spread();
    sincePreview = new Spread();
    return all;
  }

  /** As {@link #release}, and no preview before either. */
  List<Long> preview() {
    List<Long> all = sincePreview.times;
    sincePreview = new Spread();
    return all;
  }

  /** Every so many of any number of times: most learners never release what they commit. */
  private static final class Spread {
    private final List<Long> times = new ArrayList<>();
    private long every = 1;
    private long seen;

    void add(long timeMillis) {
      if (seen++ % every != 0) {
        return;
      }
      if (times.size() == RELEASED) {
        for (int i = 0; i < RELEASED / 2; i++) {
          times.set(i, times.get(2 * i));
        }
        times.subList(RELEASED / 2, RELEASED).clear();
        every *= 2;
      }
      times.add(timeMillis);
    }
  }
}
