package io.thalweg.learner.train;

import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.drift.DriftMonitor;
import io.thalweg.learner.drift.ReactionSpec;
import io.thalweg.learner.probe.ProbeFigures;
import io.thalweg.learner.probe.ProbeSpec;
import io.thalweg.learner.sync.MarkedReplica;
import io.thalweg.learner.sync.Totals;
import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.evaluate.Prequential;
import io.thalweg.model.evaluate.PrequentialCounts;
import io.thalweg.model.feature.DenseEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.optimize.LearningRate;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Learns from a stream, one batch a step: predict the fresh examples, offer them to replay, add
 * replayed ones, descend; how they are added, and what is held on to, a {@link
 * io.thalweg.learner.train.strategy.StrategySpec} says. The prediction is the forward pass of the
 * step itself, made before the parameters move, so that every example is tested on before it is
 * trained on (Gama et al. 2013).
 *
 * <p>Standardization uses what committed rounds have counted. Until the first has, fresh examples
 * wait; so do, later, those that name a class that the head doesn't have yet, and what has come
 * behind them. Confined to one thread; the engine and the experience are the caller's to close.
 */
public final class OnlineLearner implements MarkedReplica, AutoCloseable {
  private final ModelSpec model;
  private final TrainingConfig config;
  private final Experience experience;
  private final Growth growth;
  private final ModelReplica replica;
  private final Contest contest;
  private final DenseEncoder encoder;
  private final RowLayout layout;
  private final FreshRows fresh;
  private final Testing testing;
  private final BatchStep batch;
  private Probing probing;
  private boolean mayHoldReleases;
  private Totals frozenTotals = Totals.NONE;
  private Totals baseTotals = Totals.NONE;

  private final ParityRows parity;
  private final boolean standardizes;
  private final float[] observed;

  /** A model that nobody challenges. */
  public OnlineLearner(
      ModelSpec spec,
      TrainingConfig config,
      float[] initialParameters,
      GradientEngine engine,
      Experience experience,
      LearnedSink sink) {
    this(
        new CandidateSpec("", spec, config),
        RaceSpec.NONE,
        initialParameters,
        engine,
        (model, rows) -> {
          throw new IllegalStateException("nobody challenges");
        },
        experience,
        sink);
  }

  /**
   * A model and who challenges it.
   *
   * @param engine of the model; closed as soon as a challenger takes over
   * @param challengersEngines opens the others', which the learner closes
   */
  public OnlineLearner(
      CandidateSpec own,
      RaceSpec race,
      float[] initialParameters,
      GradientEngine engine,
      GradientEngineFactory challengersEngines,
      Experience experience,
      LearnedSink sink) {
    ModelSpec spec = own.model();
    this.model = spec;
    this.config = own.training();
    this.experience = experience;
    this.growth = Growth.of(spec);
    this.replica = new ModelReplica(initialParameters, spec);
    Standardization standardization = replica.standardization();
    this.contest =
        new Contest(
            new Candidate(own, engine, experience, replica.weights(), standardization),
            replica,
            new Challengers(race, own, challengersEngines, experience, standardization));
    this.encoder = new DenseEncoder(spec.features());
    this.layout = config.rowLayout(spec);
    this.fresh = new FreshRows(layout, 2 * config.batch());
    this.testing = new Testing(spec.head(), sink);
    this.standardizes = !standardization.isTrivial();
    this.observed = new float[encoder.width()];
    this.parity = new ParityRows(spec, encoder);
    Offers offers = new Offers(config, race, spec.head(), experience, replica.experts());
    this.batch =
        new BatchStep(config.replaySteps(), contest, experience, fresh, offers, testing, parity);
    this.probing = probing(ProbeSpec.OFF);
  }

  /** What is watched from the first example on. To be called before it, and before a restore. */
  public void watch(DriftConfig drift) {
    testing.figures().watch(drift);
    mayHoldReleases = drift.reactions().releases() == ReactionSpec.Releases.HOLD;
  }

  /** What is probed from the first example on. To be called before it, and before a restore. */
  public void probe(ProbeSpec probes) {
    probing = probing(probes);
  }

  private Probing probing(ProbeSpec probes) {
    return new Probing(probes, model, layout, contest, replica.standardization(), experience);
  }

  /** Who is told of the ends of challengers' runs. */
  public void onRace(Consumer<RaceEvent> listener) {
    contest.challengers().listen(listener);
  }

  /** Takes one example in, or leaves it out; trains when a batch is full. */
  public void learn(String id, int group, Origin origin, byte[] row) {
    if (config.negatives().leavesOut(id, row)) {
      testing.leaveOut(id, NegativeSampling.label(row), origin);
      return;
    }
    testing.reach().received(origin);
    fresh.add(id, group, config.negatives().asLearned(id, origin), row);
    if (standardizes) {
      encoder.expand(fresh.rowsView(), (fresh.size() - 1) * layout.rowBytes(), observed, 0);
      replica.openStatistics().add(observed, 0);
    }
    trainFullBatches();
  }

  /** Forgets subjects: what replay has of them, and what waits. */
  public void erase(Map<Long, Long> untilMillis) {
    experience.erase(untilMillis);
    dropErased();
    probing.forgetFirstValues();
  }

  /** Drops what waits and is to be erased, as after a restore. */
  public void dropErased() {
    experience.erased().countExamples(fresh.removeIf(experience.erased()::covers));
    probing.dropErased();
  }

  /** What was learned by now is to be kept: a task, a regime has ended. */
  public void consolidate() {
    contest.champion().held().consolidate(replica.weights());
  }

  /** Trains on what waits, though it fills no batch. */
  public void flush() {
    trainFullBatches();
    if (trainable() > 0) {
      step(trainable());
    }
  }

  /** Examples that have arrived and aren't trained on yet. */
  public int waiting() {
    return fresh.size();
  }

  /** A column that the first round has not seen either may stay missing: nobody waits for it. */
  private boolean awaitsStatistics() {
    return replica.round() == 0 && replica.standardization().isUnseen();
  }

  /** Fresh examples that wait for no round. */
  private int trainable() {
    if (awaitsStatistics()) {
      return 0;
    }
    return replica.outputs() == 0 ? fresh.size() : fresh.labelledBelow(replica.outputs());
  }

  private void trainFullBatches() {
    while (trainable() >= config.batch()) {
      step(config.batch());
    }
  }

  private void step(int freshRows) {
    long replayed = batch.examplesReplayed();
    long steps = batch.steps();
    batch.learn(freshRows);
    long trained = freshRows * (batch.steps() - steps) + batch.examplesReplayed() - replayed;
    probing.learned(fresh, freshRows, trained);
    fresh.removeFirst(freshRows);
  }

  private Figures figures() {
    return testing.figures();
  }

  // ---- rounds ----

  @Override
  public long round() {
    return replica.committedRound();
  }

  public long openExamples() {
    return replica.openExamples();
  }

  /**
   * True while examples wait for the first round, which brings the statistics to encode them, or
   * for one that brings their class.
   */
  public boolean needsRound() {
    return trainable() < fresh.size();
  }

  @Override
  public float[] freeze() {
    frozenTotals = totals();
    testing.readyTimes().freeze();
    return contest.freeze(
        growth.wanted(fresh, replica.outputs()), mayHoldReleases && figures().drift().isDrifting());
  }

  @Override
  public void abort() {
    testing.readyTimes().abort();
    contest.abort();
  }

  /** Applies the round, then trains what has waited for it. */
  @Override
  public void commit(long round, float[] reduced, int worldSize) {
    baseTotals = frozenTotals;
    testing.readyTimes().commit();
    contest.commit(round, reduced, worldSize);
    trainFullBatches();
  }

  @Override
  public Phase phase() {
    return replica.phase();
  }

  @Override
  public float[] contribution() {
    return contest.contribution();
  }

  @Override
  public void accept(long round, float[] reduced, int worldSize) {
    baseTotals = frozenTotals;
    testing.readyTimes().commit();
    contest.accept(round, reduced, worldSize);
  }

  /** Takes the committed round over, then trains what has waited for it. */
  @Override
  public void apply() {
    contest.apply();
    trainFullBatches();
  }

  @Override
  public Totals frozenTotals() {
    return frozenTotals;
  }

  /** Commits what is open as the only rank there is. */
  public void commitAlone() {
    commit(replica.round() + 1, freeze(), 1);
  }

  @Override
  public float[] baseView() {
    return contest.committedBase();
  }

  // ---- what others want to know ----

  /** Outputs of the head that there are by now. */
  public int outputs() {
    int outputs = replica.outputs();
    return outputs == 0 ? contest.champion().spec().model().head().outputs() : outputs;
  }

  /** A copy of what is learned by now, float32, flat. */
  public float[] parameters() {
    return replica.parameters().clone();
  }

  @Override
  public Totals totals() {
    PrequentialCounts c = figures().counts();
    return new Totals(
        c.examples(),
        steps(),
        c.correct(),
        c.logLossSum(),
        testing.reach().offsets(fresh.originsView()));
  }

  @Override
  public Totals baseTotals() {
    return baseTotals;
  }

  public PrequentialCounts prequential() {
    return figures().counts();
  }

  /** Further figures, of this learner alone since it was started or rescaled; borrowed. */
  public Prequential prequentialView() {
    return figures().own();
  }

  /** What its detectors have found, borrowed. */
  public DriftMonitor driftView() {
    return figures().drift();
  }

  /** What its probes have shown. */
  public ProbeFigures probes() {
    return probing.figures();
  }

  public long steps() {
    return batch.steps();
  }

  public long examplesReplayed() {
    return batch.examplesReplayed();
  }

  /** Negatives that {@link NegativeSampling} has kept out. */
  public long negativesLeftOut() {
    return testing.leftOut();
  }

  /** For what reacts to drift. */
  public LearningRate learningRate() {
    return contest.champion().descent().learningRate();
  }

  /** See {@link io.thalweg.model.optimize.Descent#gradientNorm}. */
  public double gradientNorm() {
    return contest.champion().descent().gradientNorm();
  }

  /** How long examples wait, from any thread. */
  public LearnDelay learnDelay() {
    return testing.delay();
  }

  /** Who predicts and is released by now: a challenger's name, empty for the pipeline's own. */
  public String champion() {
    return contest.challengers().race().champion();
  }

  /** How often a challenger became the champion. */
  public int promotions() {
    return contest.challengers().race().promotions();
  }

  /** Who of a model's experts is chosen, and how often that has changed. */
  public RoutedExperts.Counts experts() {
    return replica.experts().counts();
  }

  /** Challengers that run. */
  public List<Standing> standings() {
    return contest.challengers().standings();
  }

  /** The base as a version that is released now. */
  public BaseModel baseModel() {
    return baseModel(testing.readyTimes().release());
  }

  /** The base as a version that comes before its release. */
  public BaseModel preview() {
    return baseModel(testing.readyTimes().preview());
  }

  private BaseModel baseModel(List<Long> firstContained) {
    return new BaseModel(
        contest.committedChampion(),
        contest.committedStandardization(),
        parity.view(),
        firstContained);
  }

  public LearnerState toState(int rank, int worldSize) {
    return new LearnerState(
        rank,
        worldSize,
        replica.toState(),
        contest.champion().optimizer(),
        steps(),
        examplesReplayed(),
        experience.newestMillis(),
        figures().toBytes(),
        figures().carried(),
        WaitingRows.of(fresh),
        baseTotals,
        testing.reach().copy(),
        frozenTotals,
        contest.champion().held().toState(),
        contest.challengers().toState(),
        testing.leftOut(),
        probing.toBytes());
  }

  /** Goes on from a checkpoint. To be called once, before the first example. */
  public void restore(LearnerState state) {
    contest.restore(state);
    batch.restore(state.steps(), state.examplesReplayed());
    experience.restore(state.newestEventMillis());
    figures().restore(state.prequential(), state.carried());
    state.waiting().addTo(fresh);
    testing.restore(state.reach(), state.leftOut());
    probing.restore(state.probes());
    frozenTotals = state.frozenTotals();
    // States of older versions don't tell, and then what was open counts as well.
    boolean told = round() == 0 || !state.baseTotals().equals(Totals.NONE);
    baseTotals = told ? state.baseTotals() : totals();
  }

  /** Ends what challenges; the engine that was handed in is the caller's to close. */
  @Override
  public void close() {
    contest.close();
  }
}
