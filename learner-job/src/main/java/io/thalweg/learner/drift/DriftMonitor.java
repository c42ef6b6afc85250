package io.thalweg.learner.drift;

import io.thalweg.model.evaluate.Outcome;
import io.thalweg.model.feature.RowLayout;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * All detectors of a learner, and what holds until it has recovered. A drift begins with the first
 * detector that tells of one; others that do before the recovery tell of the same. All that it says
 * follows from the learner's own examples in their order. Confined to one thread.
 */
public final class DriftMonitor {
  private final ReactionSpec spec;
  private final List<Watcher> watchers;
  private final Episode episode;
  private final RecentTimes times;

  /** Examples for which replay still is what the drift made it. */
  private long replayLeft;

  public DriftMonitor(DriftConfig config) {
    this.spec = config.reactions();
    this.watchers = config.watches().stream().map(Watcher::new).toList();
    this.episode = new Episode(spec.recovery());
    this.times = new RecentTimes(spec.keepExamples());
  }

  /**
   * An example was predicted, and is being learned.
   *
   * @param rows little endian; the example's row starts at {@code rowOffset}
   */
  public void observed(Outcome outcome, ByteBuffer rows, int rowOffset, Reactions reactions) {
    if (watchers.isEmpty()) {
      return;
    }
    double error = Watcher.error(outcome);
    episode.add(error);
    times.add(RowLayout.eventTimeMillis(rows, rowOffset));
    replayLeft = Math.max(0, replayLeft - 1);
    for (Watcher watcher : watchers) {
      if (watcher.add(error, rows, rowOffset)) {
        if (episode.begin()) {
          react(reactions);
        }
        watcher.count(episode.begun());
      }
    }
  }

  private void react(Reactions reactions) {
    replayLeft = spec.replay().examples();
    if (spec.learningRate().examples() > 0) {
      reactions.boostLearningRate(spec.learningRate().factor(), spec.learningRate().examples());
    }
    if (spec.schedule() == ReactionSpec.Schedule.RESTART) {
      reactions.restartLearningRate();
    }
    if (spec.keepExamples() > 0 && times.oldest() > Long.MIN_VALUE) {
      reactions.forgetBefore(times.oldest());
    }
  }

  /** By what the replayed rows beside a fresh example are to be multiplied. */
  public double replayFactor() {
    return replayLeft > 0 ? spec.replay().factor() : 1;
  }

  /** Whether it hasn't recovered from the last drift yet. */
  public boolean isDrifting() {
    return episode.isOpen();
  }

  /** Drifts that each detector has told of, in the order of the configuration. */
  public List<Long> drifts() {
    return watchers.stream().map(Watcher::drifts).toList();
  }

  /**
   * Version 1, big endian: int32 version; of the episode int64 begun and age, float64 error before,
   * sum and weight of both means; int64 examples left of replay; the times; int32 number of
   * detectors, each with its identity.
   */
  public void write(DataOutput out) throws IOException {
    out.writeInt(StateVersion.NEWEST);
    episode.write(out);
    out.writeLong(replayLeft);
    times.write(out);
    out.writeInt(watchers.size());
    for (Watcher watcher : watchers) {
      watcher.write(out);
    }
  }

  /**
   * Goes on; a detector that the state doesn't know, or knows with other parameters, begins anew.
   */
  public void read(DataInput in) throws IOException {
    StateVersion.require("drift detection", in);
    episode.read(in);
    replayLeft = in.readLong();
    times.read(in);
    for (int i = in.readInt(); i > 0; i--) {
      String identity = in.readUTF();
      Watcher owner = null;
      for (Watcher watcher : watchers) {
        owner = watcher.identity().equals(identity) ? watcher : owner;
      }
      if (owner == null) {
        Watcher.skip(in);
      } else {
        owner.read(in);
      }
    }
  }
}
