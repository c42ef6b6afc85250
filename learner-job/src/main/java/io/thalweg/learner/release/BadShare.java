package io.thalweg.learner.release;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The share of bad ones among a topic's newest records: at least as many as the window has, and at
 * most a 64th more. By records alone, so that no clock has a part in it. Confined to one thread.
 */
public final class BadShare {
  private static final int BLOCKS = 64;
  private static final double LETS_GO = 0.8;

  private final BadRecordsSpec spec;
  private final int blockRecords;

  /** The oldest first; the last one fills up. */
  private final Deque<Block> blocks = new ArrayDeque<>();

  private long records;
  private long bad;
  private boolean holds;

  private record Block(long records, long bad) {}

  public BadShare(BadRecordsSpec spec) {
    this.spec = spec;
    this.blockRecords = Math.max(1, spec.window() / BLOCKS);
  }

  /** Records have come by, some of them bad. */
  public void add(long more, long badOnes) {
    records += more;
    bad += badOnes;
    Block last = blocks.peekLast();
    if (last != null && last.records() < blockRecords) {
      blocks.removeLast();
      blocks.addLast(new Block(last.records() + more, last.bad() + badOnes));
    } else {
      blocks.addLast(new Block(more, badOnes));
    }
    for (Block oldest = blocks.element();
        records - oldest.records() >= spec.window();
        oldest = blocks.element()) {
      blocks.removeFirst();
      records -= oldest.records();
      bad -= oldest.bad();
    }
    look();
  }

  private void look() {
    if (records >= spec.minRecords() && share() > spec.holdAbove()) {
      holds = true;
    } else if (records < spec.minRecords() || share() <= LETS_GO * spec.holdAbove()) {
      holds = false;
    }
  }

  /** 0 to 1; 0 before there is any record. */
  public double share() {
    return records == 0 ? 0 : (double) bad / records;
  }

  /**
   * Whether nothing should be released. A hold ends somewhat below where it begins: a topic whose
   * share is about that would come and go with each record.
   */
  public boolean holds() {
    return holds;
  }

  /** For a checkpoint: records and bad ones of each block, the oldest first. */
  public List<Long> toState() {
    List<Long> state = new ArrayList<>();
    for (Block block : blocks) {
      state.add(block.records());
      state.add(block.bad());
    }
    return state;
  }

  /** Adds what a checkpoint holds. */
  public void restore(Iterable<Long> state) {
    var values = state.iterator();
    while (values.hasNext()) {
      add(values.next(), values.next());
    }
  }
}
