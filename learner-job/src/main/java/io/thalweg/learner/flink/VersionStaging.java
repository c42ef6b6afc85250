package io.thalweg.learner.flink;

import io.thalweg.learner.release.Stager;
import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.CoordinatorMessage.Preview;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.Totals;
import io.thalweg.learner.train.OnlineLearner;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rank 0 does when it is asked for a version: it writes the version's files. Confined to the
 * learner's thread.
 */
final class VersionStaging {
  private static final Logger LOG = LoggerFactory.getLogger(VersionStaging.class);

  private final Stager stager;
  private final OnlineLearner learner;
  private final int rank;
  private final boolean alone;
  private final boolean mayCommit;

  /** The round of the last preview. */
  private long previewed = -1;

  /**
   * For one start of a learner.
   *
   * @param alone whether it is the only one
   * @param mayCommit whether a lone learner commits what is open first, to be as fresh as can be
   */
  VersionStaging(Stager stager, OnlineLearner learner, int rank, boolean alone, boolean mayCommit) {
    this.stager = stager;
    this.learner = learner;
    this.rank = rank;
    this.alone = alone;
    this.mayCommit = mayCommit;
  }

  /** Null if no version is asked for here, or if it can't be written. */
  @Nullable Staged stage(Cut cut) {
    if (cut.releaseVersion() == 0 || rank != 0) {
      return null;
    }
    Totals totals = committed(cut.totals());
    try {
      return stager.stage(learner.baseModel(), cut, learner.round(), totals);
    } catch (IOException | IllegalArgumentException e) {
      // Learning goes on without a release; the next cut tries again under the next number.
      LOG.warn("version {} can't be staged: {}", cut.releaseVersion(), e.toString());
      return null;
    }
  }

  /** Null if nothing was committed since the last preview, or if it can't be written. */
  @Nullable Staged stage(Preview wanted) {
    Totals totals = committed(wanted.totals());
    if (learner.round() == previewed) {
      return null;
    }
    previewed = learner.round();
    try {
      return stager.stage(learner.preview(), wanted, learner.round(), totals);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("preview {} can't be staged: {}", wanted.version(), e.toString());
      return null;
    }
  }

  private Totals committed(Totals ofAll) {
    if (alone && mayCommit && learner.openExamples() > 0) {
      learner.commitAlone();
    }
    return alone ? learner.baseTotals() : ofAll;
  }
}
