package io.thalweg.collective.round;

import io.thalweg.collective.round.ToCoordinator.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The members that the coordinator has heard of lately, by incarnation and in the order of their
 * coming. Confined to one thread.
 */
final class Roster {
  /** How many are remembered that may not come back; far more than messages can be late for. */
  private static final int GONE_REMEMBERED = 10_000;

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> gone =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > GONE_REMEMBERED;
        }
      };
  private long lastArrivalNanos;

  /** What is known of one member. */
  static final class Entry {
    Address address;
    Base base;
    long openExamples;
    private long heardNanos;
    private boolean alive = true;

    private Entry(Progress progress) {
      address = progress.address();
      base = progress.base();
    }
  }

  void heard(String member, Progress progress, long nowNanos) {
    Entry entry = entries.get(member);
    if (entry == null) {
      entry = new Entry(progress);
      entries.put(member, entry);
      lastArrivalNanos = nowNanos;
    }
    entry.address = progress.address();
    entry.openExamples = progress.openExamples();
    raise(member, progress.base());
    touch(member, nowNanos);
  }

  /** A sign of life; of a stranger it means nothing. */
  void touch(String member, long nowNanos) {
    Entry entry = entries.get(member);
    if (entry != null) {
      entry.heardNanos = nowNanos;
      entry.alive = true;
    }
  }

  /** The member has this base, or holds what makes it; messages that are late don't lower it. */
  void raise(String member, Base base) {
    Entry entry = entries.get(member);
    if (entry != null && base.round() > entry.base.round()) {
      entry.base = base;
    }
  }

  /** Something broke: whoever is still there has to show it before it is counted on again. */
  void doubtAll() {
    entries.values().forEach(entry -> entry.alive = false);
  }

  boolean anyDoubted() {
    return entries.values().stream().anyMatch(entry -> !entry.alive);
  }

  List<String> silentLongerThan(long nanos, long nowNanos) {
    List<String> silent = new ArrayList<>();
    entries.forEach(
        (member, entry) -> {
          if (nowNanos - entry.heardNanos > nanos) {
            silent.add(member);
          }
        });
    return silent;
  }

  /** It may come back. */
  void drop(String member) {
    entries.remove(member);
  }

  /** It may not come back. */
  void ban(String member, String why) {
    entries.remove(member);
    gone.put(member, why);
  }

  /** Why this incarnation may not come back, or null if it may. */
  @Nullable String banned(String member) {
    return gone.get(member);
  }

  Entry entry(String member) {
    return Objects.requireNonNull(entries.get(member), member);
  }

  List<String> members() {
    return List.copyOf(entries.keySet());
  }

  Collection<Base> bases() {
    return entries.values().stream().map(entry -> entry.base).toList();
  }

  long openExamples() {
    return entries.values().stream().mapToLong(entry -> entry.openExamples).sum();
  }

  long nanosSinceArrival(long nowNanos) {
    return nowNanos - lastArrivalNanos;
  }
}
