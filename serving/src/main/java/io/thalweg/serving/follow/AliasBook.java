package io.thalweg.serving.follow;

import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ModelAnnouncement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What every alias is to name, as the log of aliases tells it. Thread-safe. */
public final class AliasBook {
  // Both are guarded by this.
  private final Map<String, AliasAssignment> byKey = new HashMap<>();
  private final Map<String, String> failures = new HashMap<>();

  /** Enters what the log says; the last entry for an alias counts. */
  public synchronized void put(AliasAssignment assignment) {
    byKey.put(assignment.key(), assignment);
    notifyAll();
  }

  /** The last entry for the alias, null if there is none. */
  synchronized @Nullable AliasAssignment find(String model, String alias) {
    return byKey.get(model + "/" + alias);
  }

  /** What each alias of the model is to name. */
  public synchronized SortedMap<String, ModelAnnouncement> targets(String model) {
    SortedMap<String, ModelAnnouncement> out = new TreeMap<>();
    for (AliasAssignment a : byKey.values()) {
      ModelAnnouncement target = a.target();
      if (a.model().equals(model) && target != null) {
        out.put(a.alias(), target);
      }
    }
    return out;
  }

  /** The models that have aliases. */
  synchronized SortedSet<String> models() {
    SortedSet<String> out = new TreeSet<>();
    byKey.values().forEach(a -> out.add(a.model()));
    return out;
  }

  /** Keeps why a version that an alias is to name isn't loaded; null: it is. */
  synchronized void failed(String model, long version, @Nullable String reason) {
    if (reason == null) {
      failures.remove(model + "/" + version);
    } else {
      failures.put(model + "/" + version, reason);
    }
    notifyAll();
  }

  /** Why a version that an alias is to name isn't loaded, if that is known. */
  public synchronized Optional<String> failure(String model, long version) {
    return Optional.ofNullable(failures.get(model + "/" + version));
  }

  /** Waits until something holds that entries or failures can bring about. */
  synchronized boolean await(BooleanSupplier holds, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!holds.getAsBoolean()) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return false;
      }
      wait(leftMillis);
    }
    return true;
  }
}
