package io.thalweg.learner.train;

import io.thalweg.learner.train.experts.RoutedExperts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Champion and challengers in a checkpoint, all but the champion's own model, which is the
 * learner's. The sums aren't changed any more.
 */
record RaceState(Race race, PairedSums sums, List<ChallengerState> challengers) {
  /** Nobody runs, nobody has. */
  static final RaceState NONE = new RaceState(Race.START, new PairedSums(1, 0), List.of());

  RaceState {
    challengers = List.copyOf(challengers);
  }

  ChallengerState challenger(String name) {
    return challengers.stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no state of challenger " + name));
  }

  /**
   * As it is between two rounds.
   *
   * @param promoted by the round that has counted
   */
  record Settled(RaceState state, Optional<ChallengerState> promoted) {}

  /** As if the checkpoint's round hadn't begun. */
  Settled aborted() {
    PairedSums open = sums.copy();
    open.abort();
    List<ChallengerState> without = new ArrayList<>();
    for (ChallengerState c : challengers) {
      AveragedWeights weights = weights(c, Renewals.NONE);
      weights.abort();
      without.add(c.with(weights.toState()));
    }
    return new Settled(new RaceState(race, open, without), Optional.empty());
  }

  /**
   * As if the checkpoint's round had been taken over. Nobody new begins.
   *
   * @param reduced holds from {@code offset} on what challengers contributed
   * @param changed places of vocabularies that the round gives to other values, by feature
   */
  Settled committed(
      float[] reduced,
      int offset,
      int worldSize,
      RaceSpec spec,
      Map<String, List<Integer>> changed) {
    int at = offset;
    List<ChallengerState> all = new ArrayList<>();
    for (int i = 0; i < challengers.size(); i++) {
      String name = challengers.get(i).name();
      Renewals renewals =
          spec.challenger(name).map(own -> Renewals.of(own.model())).orElse(Renewals.NONE);
      AveragedWeights weights = weights(challengers.get(i), renewals);
      weights.commit(reduced, at, worldSize, changed);
      at += weights.payloadLength();
      ChallengerState then = challengers.get(i).with(weights.toState());
      boolean diverged = sums.hasDiverged(i) || PairedSums.isDiverged(weights.parameters());
      all.add(diverged ? then.anew() : then);
    }
    Verdict verdict =
        race.running().isEmpty() ? new Verdict(race, List.of()) : race.after(reduced, at, spec);
    PairedSums open = sums.copy();
    open.goOn(race, verdict);
    List<String> staying = verdict.race().names();
    Optional<String> promoted = verdict.promoted().map(Race.Runner::name);
    return new Settled(
        new RaceState(
            verdict.race(), open, all.stream().filter(c -> staying.contains(c.name())).toList()),
        promoted.flatMap(name -> all.stream().filter(c -> c.name().equals(name)).findFirst()));
  }

  private static AveragedWeights weights(ChallengerState c, Renewals renewals) {
    AveragedWeights weights =
        new AveragedWeights(c.weights().parameters(), Growth.NONE, RoutedExperts.none(), renewals);
    weights.restore(c.weights());
    return weights;
  }

  /** What several learners leave to one of others. */
  static RaceState inherited(List<RaceState> ranked, boolean heir) {
    Race race = ranked.get(0).race();
    List<ChallengerState> challengers = new ArrayList<>();
    for (String name : race.names()) {
      challengers.add(
          ChallengerState.inherited(ranked.stream().map(s -> s.challenger(name)).toList(), heir));
    }
    return new RaceState(
        race,
        PairedSums.inherited(ranked.stream().map(RaceState::sums).toList(), heir),
        challengers);
  }

  void write(DataOutputStream out) throws IOException {
    race.write(out);
    sums.write(out);
    for (ChallengerState c : challengers) {
      c.write(out);
    }
  }

  static RaceState read(DataInputStream in) throws IOException {
    Race race = Race.read(in);
    PairedSums sums = PairedSums.read(in);
    List<ChallengerState> challengers = new ArrayList<>();
    for (int i = 0; i < race.running().size(); i++) {
      challengers.add(ChallengerState.read(in));
    }
    return new RaceState(race, sums, challengers);
  }
}
