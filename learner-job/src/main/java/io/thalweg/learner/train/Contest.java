package io.thalweg.learner.train;

import io.thalweg.learner.sync.MarkedReplica.Phase;
import io.thalweg.model.feature.Standardization;

/**
 * The models of a learner in their rounds: the champion's replica and, in the same payload behind
 * it, its challengers. Confined to one thread.
 */
final class Contest implements AutoCloseable {
  private final Candidate own;
  private final ModelReplica replica;
  private final Challengers challengers;
  private Candidate champion;

  /**
   * The champion is at first what the pipeline itself says.
   *
   * @param own stays the caller's to close; its engine is closed once another takes over
   */
  Contest(Candidate own, ModelReplica replica, Challengers challengers) {
    this.own = own;
    this.champion = own;
    this.replica = replica;
    this.challengers = challengers;
  }

  /** Who predicts, feeds replay and is released. */
  Candidate champion() {
    return champion;
  }

  ModelReplica replica() {
    return replica;
  }

  Challengers challengers() {
    return challengers;
  }

  /** Who is champion by the last committed round, whether that is taken over or not. */
  Candidate committedChampion() {
    return challengers.promoted().orElse(champion);
  }

  /** Its parameters, float32, flat, borrowed, read-only. */
  float[] committedBase() {
    return committedChampion().weights().committedBase();
  }

  Standardization committedStandardization() {
    return replica.committedStandardization();
  }

  /**
   * Freezes all of them.
   *
   * @param wanted of the champion's head, see {@link Growth}
   * @param holdsReleases whether this learner holds releases, and with them promotions
   */
  float[] freeze(float[] wanted, boolean holdsReleases) {
    float[] alone = replica.freeze(wanted);
    if (challengers.payloadLength() == 0) {
      return alone;
    }
    challengers.freeze(holdsReleases);
    return contribution();
  }

  float[] contribution() {
    int length = replica.payloadLength();
    float[] payload = new float[length + challengers.payloadLength()];
    replica.contributeTo(payload);
    challengers.contributeTo(payload, length);
    return payload;
  }

  void abort() {
    if (replica.phase() != Phase.OPEN) {
      challengers.abort();
    }
    replica.abort();
  }

  void commit(long round, float[] reduced, int worldSize) {
    int at = replica.payloadLength();
    int outputs = replica.outputs();
    replica.commit(round, reduced, worldSize);
    champion.roundTaken();
    grown(outputs);
    takeOver(round, reduced, at, worldSize);
  }

  void accept(long round, float[] reduced, int worldSize) {
    replica.accept(round, reduced, worldSize);
    challengers.accept(
        reduced, replica.payloadLength(), worldSize, replica.committedChangedPlaces());
  }

  void apply() {
    CommittedRound c = replica.committed();
    int at = replica.payloadLength();
    int outputs = replica.outputs();
    replica.apply();
    champion.roundTaken();
    grown(outputs);
    takeOver(replica.round(), c.reduced(), at, c.worldSize());
  }

  private void grown(int before) {
    if (replica.outputs() > before) {
      Growth growth = Growth.of(champion.spec().model());
      champion.held().grown(vector -> growth.begin(before, replica.outputs(), vector));
    }
  }

  private void takeOver(long round, float[] reduced, int at, int worldSize) {
    challengers
        .commit(round, reduced, at, worldSize, replica.changedPlaces())
        .ifPresent(this::promote);
    champion.reload();
    challengers.begin(champion);
  }

  private void promote(Candidate promoted) {
    Candidate former = champion;
    champion = promoted;
    replica.replaceWeights(promoted.weights());
    promoted.experience().tellFromNow();
    if (former == own) {
      own.engine().close();
    } else {
      former.close();
    }
  }

  /** Goes on from a checkpoint. */
  void restore(LearnerState state) {
    boolean withinRound = state.replica().frozen() != null;
    challengers.restore(state.race(), withinRound).ifPresent(this::promote);
    replica.restore(state.replica());
    champion.restore(state.optimizer());
    champion.held().restore(state.strategy());
    champion.reload();
    if (replica.phase() == Phase.COMMITTED) {
      CommittedRound c = replica.committed();
      challengers.accept(
          c.reduced(), replica.payloadLength(), c.worldSize(), replica.committedChangedPlaces());
    }
  }

  @Override
  public void close() {
    challengers.close();
    if (champion != own) {
      champion.close();
    }
  }
}
