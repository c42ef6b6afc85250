package io.thalweg.learner.train;

import io.thalweg.learner.train.Race.Runner;
import io.thalweg.learner.train.experts.RoutedExperts;
import io.thalweg.model.Head;
import io.thalweg.model.feature.Standardization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who learn beside the champion, from the same fresh rows and the same replay table, each
 * after it: what they have to say in a round, and who goes on after it. Confined to one thread.
 */
final class Challengers implements AutoCloseable {
  private final RaceSpec spec;
  private final Head head;
  private final Loss loss;
  private final GradientEngineFactory engines;
  private final Experience experience;
  private final Standardization standardization;
  private final List<Challenger> running = new ArrayList<>();
  private Race race = Race.START;
  private PairedSums sums;
  private double[] championLosses = new double[0];

  /** Of the round that counts and isn't taken over yet. */
  private @Nullable Verdict pending;

  private Consumer<RaceEvent> listener = event -> {};

  /**
   * Nobody at first.
   *
   * @param own the pipeline's own, with whose head and loss all are compared
   * @param engines opens those of the challengers
   * @param experience of the champion
   * @param standardization of all
   */
  Challengers(
      RaceSpec spec,
      CandidateSpec own,
      GradientEngineFactory engines,
      Experience experience,
      Standardization standardization) {
    this.spec = spec;
    this.head = own.model().head();
    this.loss = own.training().negatives().loss(head);
    this.engines = engines;
    this.experience = experience;
    this.standardization = standardization;
    this.sums = new PairedSums(spec.block(), 0);
  }

  void listen(Consumer<RaceEvent> to) {
    listener = to;
  }

  Race race() {
    return race;
  }

  // ---- steps ----

  /** Whether they learn the batch of this number, too. */
  boolean learn(long batch) {
    return !running.isEmpty() && batch % spec.learnEvery() == 0;
  }

  /** Notes what the champion's predictions of the fresh rows cost. */
  void champion(StepRows at, int fresh) {
    if (championLosses.length < fresh) {
      championLosses = new double[fresh];
    }
    for (int i = 0; i < fresh; i++) {
      championLosses[i] = loss.ofRow(at.logits, at.targets, i);
    }
  }

  /**
   * All learn a batch that the champion has just learned.
   *
   * @param step the champion's first with it
   * @param learned examples before it
   * @param replayFactor see {@link TrainingConfig#replayed}
   */
  void step(FreshRows fresh, int rows, long step, long learned, double replayFactor) {
    double[][] better = new double[running.size()][rows];
    for (int c = 0; c < running.size(); c++) {
      if (!sums.hasDiverged(c)) {
        TrainingConfig config = running.get(c).candidate().spec().training();
        int replayed = config.replayed(learned, rows, replayFactor);
        if (step(running.get(c), fresh, rows, step, replayed, better[c])) {
          continue;
        }
        sums.diverged(c);
      }
      running.get(c).weights().learned(rows); // the round that tells it is due as any other
    }
    sums.add(better, rows);
  }

  /** False if it has diverged. */
  private boolean step(
      Challenger challenger, FreshRows fresh, int rows, long step, int replayed, double[] better) {
    Candidate own = challenger.candidate();
    TrainingStep training = own.training();
    for (int i = 0; i < own.spec().training().replaySteps(); i++) {
      own.rows().encode(fresh, rows);
      own.engine().beginStep(step + i);
      if (!Double.isFinite(training.gradient(rows, replayed))) {
        return false;
      }
      if (i == 0) {
        compare(own.rows(), rows, better);
        loss.outputs(own.rows().logits, rows);
        challenger.add(own.rows(), rows);
        training.observe(rows);
      }
      training.step();
    }
    own.held().learned(rows, own.weights());
    own.weights().learned(rows);
    return true;
  }

  private void compare(StepRows at, int rows, double[] better) {
    for (int i = 0; i < rows; i++) {
      double own = loss.ofRow(at.logits, at.targets, i);
      better[i] = PairedSums.better(championLosses[i], own, spec.clip());
    }
  }

  // ---- rounds ----

  int payloadLength() {
    return race.sums() + running.stream().mapToInt(c -> c.weights().payloadLength()).sum();
  }

  /**
   * Freezes all of them.
   *
   * @param holdsReleases whether this learner holds releases, and with them promotions
   */
  void freeze(boolean holdsReleases) {
    for (int c = 0; c < running.size(); c++) {
      AveragedWeights weights = running.get(c).weights();
      weights.freeze();
      float[] payload = new float[weights.payloadLength()];
      weights.contributeTo(payload, 0);
      if (PairedSums.isDiverged(payload)) {
        sums.diverged(c);
      }
    }
    sums.freeze(holdsReleases);
  }

  /** Puts into a payload what was frozen; of one that has diverged nothing but that. */
  void contributeTo(float[] payload, int offset) {
    int at = offset;
    for (int c = 0; c < running.size(); c++) {
      AveragedWeights weights = running.get(c).weights();
      if (!sums.hadDiverged(c)) {
        weights.contributeTo(payload, at);
      }
      at += weights.payloadLength();
    }
    sums.frozenInto(payload, at, race.sums());
  }

  void abort() {
    running.forEach(c -> c.weights().abort());
    sums.abort();
  }

  /**
   * The round counts, and {@link #commit} takes it over.
   *
   * @param changed places of vocabularies that it gives to other values, by feature
   */
  void accept(float[] reduced, int offset, int worldSize, Map<String, List<Integer>> changed) {
    int at = offset;
    for (Challenger c : running) {
      c.weights().accept(reduced, at, worldSize, changed);
      at += c.weights().payloadLength();
    }
    pending = verdict(reduced, at);
  }

  private Verdict verdict(float[] reduced, int at) {
    return running.isEmpty() ? new Verdict(race, List.of()) : race.after(reduced, at, spec);
  }

  /** Who is champion by the round that counts and isn't taken over yet, if that is somebody new. */
  Optional<Candidate> promoted() {
    return pending == null ? Optional.empty() : promoted(pending);
  }

  private Optional<Candidate> promoted(Verdict verdict) {
    return verdict.promoted().map(Runner::name).map(name -> challenger(name).candidate());
  }

  private Challenger challenger(String name) {
    return running.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /**
   * Takes a round over, which ends the run of some.
   *
   * @param reduced holds from {@code offset} on what all ranks have contributed
   * @param changed as of {@link #accept}
   * @return the new champion, which is the caller's to close; {@link #begin} is to follow
   */
  Optional<Candidate> commit(
      long round, float[] reduced, int offset, int worldSize, Map<String, List<Integer>> changed) {
    int at = offset;
    for (Challenger c : running) {
      c.weights().commit(reduced, at, worldSize, changed);
      at += c.weights().payloadLength();
    }
    Verdict verdict = pending == null ? verdict(reduced, at) : pending;
    pending = null;
    Optional<Candidate> champion = promoted(verdict).map(this::sound);
    sums.goOn(race, verdict);
    race = verdict.race();
    for (Verdict.Left left : verdict.left()) {
      Challenger gone = challenger(left.runner().name());
      running.remove(gone);
      if (left.why() != Verdict.Why.PROMOTED) {
        gone.close();
      }
      listener.accept(left.event(round, spec));
    }
    running.forEach(c -> c.candidate().reload());
    return champion;
  }

  /** The promoted one, or if it has diverged here since the freeze one that begins at its base. */
  private Candidate sound(Candidate promoted) {
    AveragedWeights weights = promoted.weights();
    int place = race.names().indexOf(promoted.spec().name());
    if (!sums.hasDiverged(place) && !PairedSums.isDiverged(weights.parameters())) {
      return promoted;
    }
    Candidate anew = open(promoted.spec(), weights.base());
    anew.weights().learned(Math.toIntExact(weights.openExamples()));
    promoted.close();
    return anew;
  }

  /** Lets the next ones run where nobody does: from the champion's base, if that fits them. */
  void begin(Candidate champion) {
    Race next = race.begun(spec);
    if (!running.isEmpty() || next.running().isEmpty()) {
      return;
    }
    race = next;
    sums = new PairedSums(spec.block(), next.running().size());
    for (String name : next.names()) {
      CandidateSpec own = spec.challenger(name).orElseThrow();
      boolean fits = own.model().architecture().equals(champion.spec().model().architecture());
      float[] initial = fits ? champion.weights().base() : FrozenTensors.of(own, champion);
      running.add(new Challenger(open(own, initial), head));
    }
  }

  private Candidate open(CandidateSpec own, float[] initial) {
    GradientEngine engine = engines.open(own.model(), own.training().maxRows());
    return new Candidate(
        own,
        engine,
        experience.beside(own.training()),
        new AveragedWeights(initial, Growth.NONE, RoutedExperts.none(), Renewals.of(own.model())),
        standardization);
  }

  // ---- checkpoints ----

  List<ChallengerState> states() {
    return running.stream().map(Challenger::toState).toList();
  }

  RaceState toState() {
    return new RaceState(race, sums.copy(), states());
  }

  /**
   * Goes on from a checkpoint; nobody runs yet.
   *
   * @return the champion, where it isn't what the pipeline itself says; the caller restores it
   */
  Optional<Candidate> restore(RaceState state, boolean withinRound) {
    race = state.race().known(spec);
    sums = state.sums().copy();
    List<String> then = state.race().names();
    if (race.running().size() < then.size()) {
      if (withinRound) {
        List<String> gone = new ArrayList<>(then);
        gone.removeAll(race.names());
        throw new IllegalStateException(
            "the checkpoint was taken within a round of challenger '%s', which the pipeline doesn't have; put it back until the next checkpoint, or begin anew with --fresh"
                .formatted(gone.get(0)));
      }
      sums.keep(race.names().stream().map(then::indexOf).toList());
    }
    for (String name : race.names()) {
      ChallengerState own = state.challenger(name);
      Challenger c = new Challenger(opened(name), head);
      running.add(c);
      c.restore(own);
    }
    return race.champion().isEmpty() ? Optional.empty() : Optional.of(opened(race.champion()));
  }

  /** With no weights yet. */
  private Candidate opened(String name) {
    CandidateSpec own = spec.challenger(name).orElseThrow();
    return open(own, new float[own.model().parameterLayout().length()]);
  }

  List<Standing> standings() {
    List<Standing> out = new ArrayList<>();
    for (int c = 0; c < running.size(); c++) {
      double mean = race.running().get(c).test().mean() * spec.clip();
      out.add(new Standing(running.get(c).name(), running.get(c).figures().counts(), mean));
    }
    return out;
  }

  @Override
  public void close() {
    running.forEach(Challenger::close);
    running.clear();
  }
}
