package io.thalweg.learner.train;

import io.thalweg.model.evaluate.ConfidenceSequence;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the champion and its challengers stand: the same on every rank, because it changes at
 * committed rounds only, by what was reduced. Immutable.
 *
 * @param champion empty for what the pipeline itself says
 * @param over challengers that have had their turn
 * @param examples that those who run have learned since they began, over all ranks
 * @param rungExamples since the worse half was last dropped
 */
record Race(
    String champion,
    int promotions,
    List<String> over,
    long examples,
    long rungExamples,
    List<Runner> running) {

  /** Before anybody runs. */
  static final Race START = new Race("", 0, List.of(), 0, 0, List.of());

  /** Sums of a round that are of no single challenger: examples, ranks that hold releases. */
  static final int COMMON_SUMS = 2;

  /** Sums of a round for each: blocks, sum and squares of differences, ranks where it diverged. */
  static final int OWN_SUMS = 4;

  /**
   * A challenger whose turn it is. Differences are the champion's loss less its own, by which it is
   * better, in units of the largest that counts.
   *
   * @param test of the mean of blocks
   * @param rungBlocks and their sum since the worse half was last dropped
   */
  record Runner(String name, ConfidenceSequence test, double rungBlocks, double rungSum) {
    double rungMean() {
      return rungBlocks == 0 ? 0 : rungSum / rungBlocks;
    }

    private Runner with(float[] sums, int at) {
      return new Runner(
          name,
          test.with(sums[at], sums[at + 1], sums[at + 2]),
          rungBlocks + sums[at],
          rungSum + sums[at + 1]);
    }
  }

  Race {
    over = List.copyOf(over);
    running = List.copyOf(running);
  }

  int sums() {
    return running.isEmpty() ? 0 : COMMON_SUMS + OWN_SUMS * running.size();
  }

  List<String> names() {
    return running.stream().map(Runner::name).toList();
  }

  /**
   * What follows from a committed round.
   *
   * @param reduced holds from {@code at} on the {@link #sums} of all ranks
   */
  Verdict after(float[] reduced, int at, RaceSpec spec) {
    long more = Math.round((double) reduced[at]);
    boolean counts = examples >= spec.minExamples();
    List<Verdict.Left> left = new ArrayList<>();
    List<Runner> staying = new ArrayList<>();
    for (int i = 0; i < running.size(); i++) {
      int own = at + COMMON_SUMS + OWN_SUMS * i;
      Runner now = counts ? running.get(i).with(reduced, own) : running.get(i);
      if (reduced[own + 3] > 0) {
        left.add(new Verdict.Left(now, Verdict.Why.DIVERGED));
      } else if (now.test().upper() < 0) {
        left.add(new Verdict.Left(now, Verdict.Why.WORSE));
      } else {
        staying.add(now);
      }
    }
    long inRung = rungExamples + (counts ? more : 0);
    boolean held = reduced[at + 1] > 0;
    Runner best = held ? null : best(staying);
    if (best != null) {
      staying.remove(best);
      left.add(new Verdict.Left(best, Verdict.Why.PROMOTED));
      Race next = next(best.name(), promotions + 1, left, examples + more, 0, List.of());
      return new Verdict(next.withRunners(staying, spec), left);
    }
    boolean compared = staying.stream().allMatch(r -> r.rungBlocks() > 0);
    if (inRung >= spec.halveEvery() && compared) {
      staying = halved(staying, left);
      inRung = 0;
    }
    return new Verdict(next(champion, promotions, left, examples + more, inRung, staying), left);
  }

  /** Who is surely better than the champion, and the one of whom that can be said most of. */
  private static @Nullable Runner best(List<Runner> staying) {
    return staying.stream()
        .filter(r -> r.test().lower() > 0)
        .max(Comparator.comparingDouble(r -> r.test().lower()))
        .orElse(null);
  }

  /** Successive halving; the last one has to have been better than the champion to go on. */
  private static List<Runner> halved(List<Runner> staying, List<Verdict.Left> left) {
    List<Runner> ranked = new ArrayList<>(staying);
    ranked.sort(Comparator.comparingDouble(Runner::rungMean).reversed());
    int keep = ranked.size() / 2;
    if (ranked.size() == 1 && ranked.get(0).rungMean() > 0) {
      keep = 1;
    }
    List<Runner> kept = ranked.subList(0, keep);
    ranked
        .subList(keep, ranked.size())
        .forEach(r -> left.add(new Verdict.Left(r, Verdict.Why.HALVED)));
    return staying.stream()
        .filter(kept::contains)
        .map(r -> new Runner(r.name(), r.test(), 0, 0))
        .toList();
  }

  private Race next(
      String newChampion,
      int newPromotions,
      List<Verdict.Left> left,
      long newExamples,
      long newRung,
      List<Runner> staying) {
    List<String> done = new ArrayList<>(over);
    left.forEach(l -> done.add(l.runner().name()));
    return new Race(newChampion, newPromotions, done, newExamples, newRung, staying);
  }

  /** With the same ones, whose tests begin anew: against another champion. */
  private Race withRunners(List<Runner> staying, RaceSpec spec) {
    return new Race(
        champion,
        promotions,
        over,
        examples,
        0,
        staying.stream().map(r -> runner(r.name(), spec)).toList());
  }

  /** With the next challengers running, where nobody runs any more; else the same. */
  Race begun(RaceSpec spec) {
    if (!running.isEmpty()) {
      return this;
    }
    List<Runner> next =
        spec.challengers().stream()
            .map(CandidateSpec::name)
            .filter(name -> !over.contains(name) && !name.equals(champion))
            .limit(spec.atOnce())
            .map(name -> runner(name, spec))
            .toList();
    return next.isEmpty() ? this : new Race(champion, promotions, over, 0, 0, next);
  }

  private Runner runner(String name, RaceSpec spec) {
    return new Runner(name, ConfidenceSequence.over(-1, 1, spec.alpha(promotions)), 0, 0);
  }

  /** Without challengers that the pipeline doesn't know any more. */
  Race known(RaceSpec spec) {
    return new Race(
        spec.challenger(champion).isPresent() ? champion : "",
        promotions,
        over.stream().filter(name -> spec.challenger(name).isPresent()).toList(),
        examples,
        rungExamples,
        running.stream().filter(r -> spec.challenger(r.name()).isPresent()).toList());
  }

  /**
   * Big endian: UTF champion, int32 promotions, int32 over and their names, int64 examples and
   * examples of the rung, int32 runners; of each its name, its test, float64 blocks and sum of the
   * rung.
   */
  void write(DataOutputStream out) throws IOException {
    out.writeUTF(champion);
    out.writeInt(promotions);
    out.writeInt(over.size());
    for (String name : over) {
      out.writeUTF(name);
    }
    out.writeLong(examples);
    out.writeLong(rungExamples);
    out.writeInt(running.size());
    for (Runner r : running) {
      out.writeUTF(r.name());
      r.test().write(out);
      out.writeDouble(r.rungBlocks());
      out.writeDouble(r.rungSum());
    }
  }

  static Race read(DataInputStream in) throws IOException {
    String champion = in.readUTF();
    int promotions = in.readInt();
    List<String> over = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      over.add(in.readUTF());
    }
    long examples = in.readLong();
    long rungExamples = in.readLong();
    List<Runner> running = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      running.add(
          new Runner(in.readUTF(), ConfidenceSequence.read(in), in.readDouble(), in.readDouble()));
    }
    return new Race(champion, promotions, over, examples, rungExamples, running);
  }
}
