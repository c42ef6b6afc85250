package io.thalweg.learner.train;

import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.drift.DriftMonitor;
import io.thalweg.learner.drift.Reactions;
import io.thalweg.learner.sync.MarkedReplica;
import io.thalweg.learner.sync.Totals;
import io.thalweg.learner.train.strategy.StrategySpec.Offering;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.evaluate.Outcome;
import io.thalweg.model.evaluate.Prequential;
import io.thalweg.model.evaluate.PrequentialCounts;
import io.thalweg.model.feature.DenseEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.Descent;
import io.thalweg.model.optimize.LearningRate;
import java.util.Arrays;
import java.util.List;

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
public final class OnlineLearner implements MarkedReplica {
  private final ModelSpec spec;
  private final TrainingConfig config;
  private final GradientEngine engine;
  private final Experience experience;
  private final LearnedSink sink;

  private final Growth growth;
  private final ModelReplica replica;
  private final Descent descent;
  private final TrainingStep training;
  private final Reactions reactions;
  private final Loss loss;
  private final DenseEncoder encoder;
  private final RowLayout layout;
  private final FreshRows fresh;
  private final Figures figures;
  private final ReadyTimes readyTimes = new ReadyTimes();
  private Reach reach = new Reach();
  private long steps;
  private long examplesReplayed;
  private Totals frozenTotals = Totals.NONE;
  private Totals baseTotals = Totals.NONE;

  private final ParityRows parity;
  private final boolean standardizes;
  private final float[] observed;

  /** What the first step with the fresh rows began with: float32, (fresh, outputs). */
  private final float[] firstLogits;

  public OnlineLearner(
      ModelSpec spec,
      TrainingConfig config,
      float[] initialParameters,
      GradientEngine engine,
      Experience experience,
      LearnedSink sink) {
    this.spec = spec;
    this.config = config;
    this.engine = engine;
    this.experience = experience;
    this.sink = sink;
    this.growth = Growth.of(spec);
    this.replica = new ModelReplica(initialParameters, spec.features(), growth);
    this.descent = new Descent(config.optimizer(), config.descent(), spec.parameterLayout());
    this.reactions = new LearnerReactions(experience, descent.learningRate(), config);
    this.loss = Loss.of(spec.head());
    this.encoder = new DenseEncoder(spec.features());
    this.layout = spec.rowLayout();
    this.fresh = new FreshRows(layout, 2 * config.batch());
    this.figures = new Figures(spec.head());
    this.standardizes = !replica.standardization().isTrivial();
    this.observed = new float[encoder.width()];
    this.training = new TrainingStep(spec, config, engine, experience, replica, descent);
    this.firstLogits = new float[config.batch() * spec.head().outputs()];
    this.parity = new ParityRows(spec, encoder);
    engine.load(replica.parameters());
  }

  /** What is watched from the first example on. To be called before it, and before a restore. */
  public void watch(DriftConfig drift) {
    figures.watch(drift);
  }

  /** Takes one example in; trains when a batch is full. */
  public void learn(String id, int group, Origin origin, byte[] row) {
    reach.received(origin);
    fresh.add(id, group, origin, row);
    if (standardizes) {
      encoder.expand(fresh.rowsView(), (fresh.size() - 1) * layout.rowBytes(), observed, 0);
      replica.openStatistics().add(observed, 0);
    }
    trainFullBatches();
  }

  /** What was learned by now is to be kept: a task, a regime has ended. */
  public void consolidate() {
    training.held().consolidate(replica);
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
    int replayed =
        config.replayed(figures.counts().examples(), freshRows, figures.drift().replayFactor());
    for (int i = 0; i < config.replaySteps(); i++) {
      training.rows().encode(fresh.rowsView(), freshRows, 0);
      if (i == 0) {
        parity.remember(training.rows().dense, freshRows);
        offer(freshRows, Offering.BEFORE_DRAW);
      }
      engine.beginStep(steps);
      double loss = training.gradient(freshRows, replayed);
      if (!Double.isFinite(loss)) {
        throw new DivergedException(loss, steps + 1, config.optimizer(), learningRate().rate());
      }
      steps++;
      examplesReplayed += training.drawn();
      if (i == 0) {
        report(freshRows);
        training.observe(freshRows);
      }
      training.step();
    }
    offer(freshRows, Offering.AFTER_STEP);
    training.held().learned(freshRows, replica);
    replica.learned(freshRows);
    fresh.removeFirst(freshRows);
  }

  private void offer(int freshRows, Offering now) {
    if (config.replayPerFresh() == 0 || config.strategy().offering() != now) {
      return;
    }
    int outputs = spec.head().outputs();
    for (int i = 0; i < freshRows; i++) {
      if (config.strategy().rehearsal().storesLogits()) {
        experience.offer(fresh.id(i), fresh.group(i), fresh.rowView(i), firstLogits, i * outputs);
      } else {
        experience.offer(fresh.id(i), fresh.group(i), fresh.rowView(i));
      }
    }
    experience.expire();
  }

  private void report(int freshRows) {
    StepRows at = training.rows();
    System.arraycopy(at.logits, 0, firstLogits, 0, freshRows * spec.head().outputs());
    leaveOutMissing(freshRows);
    Loss now = training.loss();
    now.outputs(at.logits, freshRows);
    int targets = spec.head().targets();
    int outputs = spec.head().outputs();
    for (int i = 0; i < freshRows; i++) {
      int row = i * layout.rowBytes();
      Outcome outcome = figures.add(at.targets, i * targets, at.logits, i * outputs);
      figures.drift().observed(outcome, fresh.rowsView(), row, reactions);
      reach.learned(fresh.origin(i));
      readyTimes.learned(RowLayout.readyTimeMillis(fresh.rowsView(), row));
      float label = RowLayout.label(fresh.rowsView(), row);
      sink.learned(fresh.id(i), label, now.score(at.logits, i), steps);
    }
  }

  /** What an output would have said that isn't there is nothing to be held to later. */
  private void leaveOutMissing(int rows) {
    int outputs = spec.head().outputs();
    for (int r = 0; r < rows && replica.outputs() > 0; r++) {
      Arrays.fill(firstLogits, r * outputs + replica.outputs(), (r + 1) * outputs, Float.NaN);
    }
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
    readyTimes.freeze();
    return replica.freeze(growth.wanted(fresh, replica.outputs()));
  }

  @Override
  public void abort() {
    readyTimes.abort();
    replica.abort();
  }

  /** Applies the round, then trains what has waited for it. */
  @Override
  public void commit(long round, float[] reduced, int worldSize) {
    baseTotals = frozenTotals;
    readyTimes.commit();
    int before = replica.outputs();
    replica.commit(round, reduced, worldSize);
    takenOver(before);
  }

  private void takenOver(int outputsBefore) {
    if (replica.outputs() > outputsBefore) {
      training.held().grown(vector -> growth.begin(outputsBefore, replica.outputs(), vector));
    }
    engine.load(replica.parameters());
    trainFullBatches();
  }

  @Override
  public Phase phase() {
    return replica.phase();
  }

  @Override
  public float[] contribution() {
    return replica.contribution();
  }

  @Override
  public void accept(long round, float[] reduced, int worldSize) {
    baseTotals = frozenTotals;
    readyTimes.commit();
    replica.accept(round, reduced, worldSize);
  }

  /** Takes the committed round over, then trains what has waited for it. */
  @Override
  public void apply() {
    int before = replica.outputs();
    replica.apply();
    takenOver(before);
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
    return replica.base();
  }

  // ---- what others want to know ----

  /** Outputs of the head that there are by now. */
  public int outputs() {
    return replica.outputs() == 0 ? spec.head().outputs() : replica.outputs();
  }

  /** A copy of what is learned by now, float32, flat. */
  public float[] parameters() {
    return replica.parameters().clone();
  }

  @Override
  public Totals totals() {
    PrequentialCounts c = figures.counts();
    return new Totals(
        c.examples(), steps, c.correct(), c.logLossSum(), reach.offsets(fresh.originsView()));
  }

  @Override
  public Totals baseTotals() {
    return baseTotals;
  }

  public PrequentialCounts prequential() {
    return figures.counts();
  }

  /** Further figures, of this learner alone since it was started or rescaled; borrowed. */
  public Prequential prequentialView() {
    return figures.own();
  }

  /** What its detectors have found, borrowed. */
  public DriftMonitor driftView() {
    return figures.drift();
  }

  public long steps() {
    return steps;
  }

  public long examplesReplayed() {
    return examplesReplayed;
  }

  /** For what reacts to drift. */
  public LearningRate learningRate() {
    return descent.learningRate();
  }

  /** The base as a version that is released now. */
  public BaseModel baseModel() {
    return baseModel(readyTimes.release());
  }

  /** The base as a version that comes before its release. */
  public BaseModel preview() {
    return baseModel(readyTimes.preview());
  }

  private BaseModel baseModel(List<Long> firstContained) {
    return new BaseModel(spec, replica, engine, loss, parity.view(), firstContained);
  }

  public LearnerState toState(int rank, int worldSize) {
    return new LearnerState(
        rank,
        worldSize,
        replica.toState(),
        new OptimizerState(descent.toState()),
        steps,
        examplesReplayed,
        experience.newestMillis(),
        figures.toBytes(),
        figures.carried(),
        WaitingRows.of(fresh),
        baseTotals,
        reach.copy(),
        frozenTotals,
        training.held().toState());
  }

  /** Goes on from a checkpoint. To be called once, before the first example. */
  public void restore(LearnerState state) {
    replica.restore(state.replica());
    descent.restore(state.optimizer().descent());
    steps = state.steps();
    examplesReplayed = state.examplesReplayed();
    experience.restore(state.newestEventMillis());
    figures.restore(state.prequential(), state.carried());
    state.waiting().addTo(fresh);
    reach = state.reach();
    frozenTotals = state.frozenTotals();
    training.held().restore(state.strategy());
    // States of older versions don't tell, and then what was open counts as well.
    boolean told = round() == 0 || !state.baseTotals().equals(Totals.NONE);
    baseTotals = told ? state.baseTotals() : totals();
    engine.load(replica.parameters());
  }
}
