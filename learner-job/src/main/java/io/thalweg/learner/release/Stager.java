package io.thalweg.learner.release;

import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.CoordinatorMessage.Preview;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.Totals;
import io.thalweg.learner.train.BaseModel;
import io.thalweg.model.Head;
import io.thalweg.model.artifact.ArtifactWriter;
import io.thalweg.model.artifact.Receipt;
import io.thalweg.model.artifact.Release;
import io.thalweg.model.store.ModelStore;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a version's files before the checkpoint that it belongs to. Until it is announced nobody
 * knows of them. Confined to the learner's thread.
 */
public final class Stager {
  private final ModelStore store;
  private final Clock clock;
  private final @Nullable Provenances provenances;

  /**
   * For one start of a learner.
   *
   * @param provenances null for versions that don't say where they come from
   */
  public Stager(ModelStore store, Clock clock, @Nullable Provenances provenances) {
    this.store = store;
    this.clock = clock;
    this.provenances = provenances;
  }

  /**
   * Stores the version that the cut asks for.
   *
   * @param cut names version and parent
   * @param round the base's
   * @param totals over all learners at that round
   */
  public Staged stage(BaseModel model, Cut cut, long round, Totals totals) throws IOException {
    return stage(model, cut.releaseVersion(), cut.parentSha256(), round, totals, false);
  }

  /** Stores the version that is wanted before its checkpoint. */
  public Staged stage(BaseModel model, Preview wanted, long round, Totals totals)
      throws IOException {
    return stage(model, wanted.version(), wanted.parentSha256(), round, totals, true);
  }

  private Staged stage(
      BaseModel model,
      long version,
      @Nullable String parentSha256,
      long round,
      Totals totals,
      boolean preview)
      throws IOException {
    Release release =
        ArtifactWriter.write(
            store,
            model.spec(),
            model.parametersView(),
            model.standardization(),
            model.parity(),
            new Receipt(
                version,
                parentSha256,
                clock.millis(),
                round,
                totals.steps(),
                totals.examples(),
                metrics(model.spec().head(), totals),
                model.readyTimesMillis(),
                preview,
                provenances == null
                    ? null
                    : provenances.of(model.wholeSpec(), model.candidate(), totals.offsets())));
    return new Staged(version, release.manifestSha256());
  }

  /** Totals count what is right; where predictions are nearer or farther they say nothing. */
  private static Map<String, Double> metrics(Head head, Totals totals) {
    Map<String, Double> metrics = new HashMap<>();
    if (totals.examples() > 0 && head.isRightOrWrong()) {
      metrics.put("prequential.accuracy", (double) totals.correct() / totals.examples());
      metrics.put("prequential.logloss", totals.logLossSum() / totals.examples());
    }
    return metrics;
  }
}
