package io.thalweg.learner.train.experts;

import io.thalweg.learner.train.experts.Decision.Move;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Who is chosen by the last round, and what is known of each expert. A regime's return is told by
 * pairs, the loss of the chosen expert and of another on the same rows; a new regime by a loss that
 * leaves its {@link Level} in two rounds one after the other, of which the first may have begun in
 * the old one, while no other expert does better. Then a seat is free as long as there is room;
 * after that the expert gives way that was chosen longest ago, but of progressive columns none,
 * since later ones look at them. The same sums give the same decision on every learner. Immutable.
 *
 * @param seats of the experts that there are by now, in order
 * @param rounds that rows came in
 * @param regimes that there have been
 * @param regimesByRound whose the rows of a round are, from each one on; the oldest are forgotten
 * @param waiting sums of rounds that had too few rows to decide by; empty for none
 * @param suspects whether the last round left the level of the chosen one
 */
record Routing(
    int chosen,
    long rounds,
    long regimes,
    long added,
    long recalled,
    boolean suspects,
    List<Since> regimesByRound,
    List<Double> waiting,
    List<Seat> seats) {
  /** Before, chance is too much to tell from anything. */
  private static final int LEAST_ROWS = 200;

  /**
   * So many standard errors are no chance any more, among as many pairs of experts as there are.
   */
  private static final double SURE = 4;

  /** Nor are so many, in the round after one that was sure. */
  private static final double STILL_SURE = 1.5;

  /** Differences below this share of the loss, and a bit, aren't worth a switch. */
  private static final double LEAST_SHARE = 0.05;

  private static final double LEAST = 0.005;

  /**
   * What is known of one expert.
   *
   * @param lastRound in which it was chosen
   * @param regime that it learns, by number
   */
  record Seat(Level level, long lastRound, long regime) {}

  /**
   * Whose rows are that come while so many rounds have been taken over, and later.
   *
   * @param regime {@link #NOBODYS} of a round in which one regime may have followed another
   */
  record Since(long round, long regime) {}

  private static final long NOBODYS = -1;
  private static final int MOST_SINCE = 64;

  static final Routing START = of(0, 1);

  Routing {
    regimesByRound = List.copyOf(regimesByRound);
    waiting = List.copyOf(waiting);
    seats = List.copyOf(seats);
  }

  /** Before the first round, of so many experts. */
  static Routing of(int chosen, int known) {
    List<Seat> seats =
        LongStream.range(0, known).mapToObj(regime -> new Seat(Level.NONE, 0, regime)).toList();
    return new Routing(
        chosen, 0, known, 0, 0, false, List.of(new Since(0, chosen)), List.of(), seats);
  }

  /** What comes of a round that has reduced these sums. */
  Decision after(float[] reduced, int at, ExpertSpec spec) {
    double[] sums = withWaiting(reduced, at, spec);
    Sample losses = ExpertSums.losses(sums);
    if (losses.rows() < LEAST_ROWS) {
      List<Double> waits = Arrays.stream(sums).boxed().toList();
      Routing next =
          new Routing(
              chosen, rounds, regimes, added, recalled, suspects, regimesByRound, waits, seats);
      return new Decision(Move.WAIT, chosen, chosen, next);
    }
    int better = better(losses, sums);
    if (better != chosen) {
      return moved(Move.RECALL, better, seats);
    }
    Seat own = seats.get(chosen);
    Level level = own.level();
    if (suspects && level.isLeftBy(losses, STILL_SURE, 0)) {
      return leftBehind(spec);
    }
    if (level.isLeftBy(losses, SURE, least(level.mean()))) {
      return moved(Move.SUSPECT, chosen, seats);
    }
    List<Seat> next = new ArrayList<>(seats);
    next.set(chosen, new Seat(level.with(losses), rounds + 1, own.regime()));
    return moved(Move.STAY, chosen, next);
  }

  private double[] withWaiting(float[] reduced, int at, ExpertSpec spec) {
    double[] sums = new double[ExpertSums.width(spec.count())];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = reduced[at + i] + (waiting.isEmpty() ? 0 : waiting.get(i));
    }
    return sums;
  }

  private Decision leftBehind(ExpertSpec spec) {
    List<Seat> next = new ArrayList<>(seats);
    Seat fresh = new Seat(Level.NONE, rounds + 1, regimes);
    int last = seats.size() - 1;
    if (seats.size() < spec.count()) {
      next.add(fresh);
      return moved(Move.ADD, last + 1, next);
    }
    int to = spec.lateral() ? last : oldest();
    next.set(to, fresh);
    if (spec.lateral()) {
      return moved(Move.FOLLOW, to, next);
    }
    return moved(Move.ADD, to, next);
  }

  private Decision moved(Move move, int to, List<Seat> next) {
    return new Decision(
        move,
        chosen,
        to,
        new Routing(
            to,
            rounds + 1,
            next.stream().mapToLong(Seat::regime).max().orElseThrow() < regimes
                ? regimes
                : regimes + 1,
            added + (move == Move.ADD ? 1 : 0),
            recalled + (move == Move.RECALL ? 1 : 0),
            move == Move.SUSPECT,
            since(move, next.get(to).regime()),
            List.of(),
            next));
  }

  /**
   * Of a round that was suspected, and of one that ended in a recall, nobody knows which rows were
   * whose; nor of the one before the first of them, since what a round has judged may have come
   * while the one before it was being taken over. Those of the round that was sure of something new
   * are of it.
   */
  private List<Since> since(Move move, long regime) {
    if (move == Move.WAIT || move == Move.STAY || move == Move.SUSPECT) {
      return regimesByRound;
    }
    long mixed = suspects ? rounds - 2 : rounds - 1;
    long sure = move == Move.RECALL ? rounds + 1 : rounds;
    List<Since> out =
        new ArrayList<>(regimesByRound.stream().filter(s -> s.round() < mixed).toList());
    out.add(new Since(mixed, NOBODYS));
    out.add(new Since(sure, regime));
    return out.subList(Math.max(0, out.size() - MOST_SINCE), out.size());
  }

  /** The regime of a row that came when so many rounds had been taken over. */
  long regimeOf(long round) {
    long regime = NOBODYS;
    for (Since s : regimesByRound) {
      regime = s.round() <= round ? s.regime() : regime;
    }
    return regime;
  }

  private static double least(double loss) {
    return LEAST + LEAST_SHARE * loss;
  }

  /** The expert whose losses lie furthest below those of the chosen one, which it is else. */
  private int better(Sample losses, double[] sums) {
    int best = chosen;
    double most = least(losses.mean());
    for (int e = 0; e < seats.size(); e++) {
      Sample better = ExpertSums.better(sums, e);
      if (e != chosen && better.mean() > most && better.isPositive(SURE)) {
        most = better.mean();
        best = e;
      }
    }
    return best;
  }

  /** Of the others the one that was chosen longest ago, whose seat something new may take. */
  private int oldest() {
    int oldest = chosen;
    for (int e = 0; e < seats.size(); e++) {
      boolean older = oldest == chosen || seats.get(e).lastRound() < seats.get(oldest).lastRound();
      oldest = e != chosen && older ? e : oldest;
    }
    return oldest;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(chosen);
    out.writeLong(rounds);
    out.writeLong(regimes);
    out.writeLong(added);
    out.writeLong(recalled);
    out.writeBoolean(suspects);
    out.writeInt(regimesByRound.size());
    for (Since s : regimesByRound) {
      out.writeLong(s.round());
      out.writeLong(s.regime());
    }
    out.writeInt(waiting.size());
    for (double sum : waiting) {
      out.writeDouble(sum);
    }
    out.writeInt(seats.size());
    for (Seat s : seats) {
      s.level().write(out);
      out.writeLong(s.lastRound());
      out.writeLong(s.regime());
    }
  }

  static Routing read(DataInputStream in) throws IOException {
    int chosen = in.readInt();
    long rounds = in.readLong();
    long regimes = in.readLong();
    long added = in.readLong();
    long recalled = in.readLong();
    boolean suspects = in.readBoolean();
    List<Since> since = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      since.add(new Since(in.readLong(), in.readLong()));
    }
    List<Double> waiting = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      waiting.add(in.readDouble());
    }
    List<Seat> seats = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      seats.add(new Seat(Level.read(in), in.readLong(), in.readLong()));
    }
    return new Routing(chosen, rounds, regimes, added, recalled, suspects, since, waiting, seats);
  }
}
