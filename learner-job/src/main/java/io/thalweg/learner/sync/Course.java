package io.thalweg.learner.sync;

import io.thalweg.learner.sync.MarkedReplica.Phase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The way of one learner through examples and marks, which decide alone between which two examples
 * it freezes a round and takes it over. How long the network took and how often a round was tried
 * again changes nothing: every try reduces the same frozen contribution, and a learner that has
 * come to where a round is due keeps what comes after it until the round is there, or fails when
 * that becomes too much. Confined to the learner's thread, which never waits.
 *
 * @param <E> an example
 */
public final class Course<E> implements Replica {
  /** About a second of the fastest stream; a round that takes longer than that many won't come. */
  private static final int MOST_AHEAD = 1 << 18;

  private final RoundMarks marks;
  private final MarkedReplica replica;
  private final Consumer<E> learn;
  private final LongConsumer frozen;
  private final Deque<Step<E>> ahead = new ArrayDeque<>();
  private boolean ended;

  /** What is to be done next, in order. */
  public sealed interface Step<E> {}

  public record Learn<E>(E example) implements Step<E> {}

  public record Freeze<E>() implements Step<E> {}

  /** Takes over the round that is frozen, if one is. */
  public record Apply<E>() implements Step<E> {}

  /**
   * A course at its beginning.
   *
   * @param learn takes each example at its place
   * @param frozen is told the number of each round that can be reduced
   */
  public Course(RoundMarks marks, MarkedReplica replica, Consumer<E> learn, LongConsumer frozen) {
    this.marks = marks;
    this.replica = replica;
    this.learn = learn;
    this.frozen = frozen;
  }

  public void example(E example) {
    if (ahead.isEmpty()) {
      learn.accept(example);
    } else {
      if (ahead.size() >= Math.max(MOST_AHEAD, 4 * marks.every())) {
        throw new IllegalStateException(
            "round %d hasn't come, and %d examples wait behind it"
                .formatted(replica.round() + 1, ahead.size()));
      }
      ahead.add(new Learn<>(example));
    }
  }

  /** So many examples of the whole stream, this learner's and the others', lie before here. */
  public void mark(long examples) {
    if (marks.freezesAt(examples)) {
      ahead.add(new Apply<>()); // none is left, unless the marks have changed since a checkpoint
      ahead.add(new Freeze<>());
    }
    if (marks.appliesAt(examples)) {
      ahead.add(new Apply<>());
    }
    goOn();
  }

  private void goOn() {
    for (Step<E> step = ahead.peek(); step != null && !ended; step = ahead.peek()) {
      if (step instanceof Apply && replica.phase() == Phase.FROZEN) {
        return;
      }
      ahead.remove();
      take(step);
    }
  }

  private void take(Step<E> step) {
    if (step instanceof Learn<E> l) {
      learn.accept(l.example());
    } else if (step instanceof Freeze) {
      var unused = replica.freeze();
      tellFrozen();
    } else if (replica.phase() == Phase.COMMITTED) {
      replica.apply();
    }
  }

  private void tellFrozen() {
    if (replica.phase() == Phase.FROZEN) {
      frozen.accept(replica.round() + 1);
    }
  }

  /**
   * Begins, or goes on from a checkpoint; the replica has been restored. To be called after
   * joining: who has joined anew is taken for somebody who isn't in a round.
   *
   * @param saved what {@link #ahead} was
   */
  public void begin(List<Step<E>> saved) {
    ahead.addAll(saved);
    tellFrozen();
    goOn();
  }

  /**
   * Nothing more comes, and nothing more may come out: what it keeps is for whoever goes on from
   * here, though the round that it waits for may yet be committed.
   */
  public void end() {
    ended = true;
  }

  /** Whether it has come to where a round is due that isn't there. */
  public boolean isWaiting() {
    return !ahead.isEmpty();
  }

  /** What it keeps until then. */
  public List<Step<E>> ahead() {
    return List.copyOf(ahead);
  }

  // ---- the rounds' side ----

  @Override
  public long round() {
    return replica.round();
  }

  @Override
  public float[] freeze() {
    return replica.contribution();
  }

  /** The round stays frozen and is tried again. */
  @Override
  public void abort() {}

  @Override
  public void commit(long round, float[] reduced, int worldSize) {
    replica.accept(round, reduced, worldSize);
    goOn();
  }

  @Override
  public Totals totals() {
    return replica.frozenTotals();
  }

  @Override
  public Totals baseTotals() {
    return replica.baseTotals();
  }

  @Override
  public float[] baseView() {
    return replica.baseView();
  }
}
