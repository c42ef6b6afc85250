package io.thalweg.collective.round;

import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which rounds made the newest base. One bit for each round that was ever started, so that a vote
 * of any age gets its decision. Confined to one thread.
 */
final class Lineage {
  private final BitSet committed = new BitSet();
  private @Nullable Base newest;
  private long firstRound;
  private long lastStarted;

  /** Takes the next number; none is taken twice. */
  long startRound() {
    return ++lastStarted;
  }

  void commit(Base base) {
    committed.set(bit(base.round()));
    newest = base;
  }

  boolean isCommitted(long round) {
    return round > firstRound && round <= lastStarted && committed.get(bit(round));
  }

  boolean isEmpty() {
    return newest == null;
  }

  Base newest() {
    return Objects.requireNonNull(newest, "no generation has formed");
  }

  /** Whether a member with this base can go on to the newest one without losing a round. */
  boolean leadsOnFrom(Base base) {
    Base known = newest;
    return known == null
        || base.equals(known)
        || base.round() <= firstRound
        || (base.round() < known.round() && isCommitted(base.round()));
  }

  /**
   * Where a generation of members with these bases starts from: the newest one, or, when all who
   * had it are gone, the newest that is left. The rounds after it are undone.
   */
  Base startFrom(Collection<Base> held) {
    if (newest == null || !held.contains(newest)) {
      Base left = held.stream().max(Comparator.comparingLong(Base::round)).orElseThrow();
      if (newest == null || left.round() < firstRound) {
        firstRound = left.round();
        committed.clear();
      }
      lastStarted = Math.max(lastStarted, left.round());
      int undone = bit(left.round()) + 1;
      committed.clear(undone, Math.max(undone, committed.length()));
      newest = left;
    }
    return newest();
  }

  private int bit(long round) {
    return Math.toIntExact(round - firstRound);
  }
}
