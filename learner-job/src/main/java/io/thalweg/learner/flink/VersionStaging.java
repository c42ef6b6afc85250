package io.thalweg.learner.flink;

import io.thalweg.learner.release.Stager;
import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.Totals;
import io.thalweg.learner.train.OnlineLearner;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What rank 0 does at a cut that asks for a version: it writes the version's files. Confined to the
 * learner's thread.
 */
final class VersionStaging {
  private static final Logger LOG = LoggerFactory.getLogger(VersionStaging.class);

  private final Stager stager;
  private final OnlineLearner learner;
  private final int rank;
  private final boolean alone;
  private final boolean mayCommit;

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
    if (alone && mayCommit) {
      learner.commitAlone();
    }
    Totals totals = alone ? learner.baseTotals() : cut.totals();
    try {
      return stager.stage(learner.baseModel(), cut, learner.round(), totals);
    } catch (IOException | IllegalArgumentException e) {
      // Learning goes on without a release; the next cut tries again under the next number.
      LOG.warn("version {} can't be staged: {}", cut.releaseVersion(), e.toString());
      return null;
    }
  }
}
