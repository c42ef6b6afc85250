package io.thalweg.serving.version;

import io.thalweg.model.artifact.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pointer to the loaded versions of one model and their names. Readers are lock-free and never
 * wait for a swap; updaters exclude one another, and hand the versions that have left to the closer
 * when others may go on. Thread-safe.
 *
 * <p>The next table is published before a version that has left it closes (TensorFlow Serving's
 * FastReadDynamicPtr does the same), so a reader that finds a version closing finds another table
 * when it looks again.
 */
public final class ModelSlot {
  private final String model;
  private final int keep;
  private final Consumer<Servable> closer;
  private volatile Residents residents = Residents.NONE;
  private volatile @Nullable Refusal refusal;

  // Both are guarded by this.
  private final Map<String, Long> assigned = new HashMap<>();
  private boolean closed;

  /**
   * Nothing is loaded yet.
   *
   * @param keep how many of the newest versions stay loaded, 1 or more
   * @param closer of versions that have left; may block
   */
  ModelSlot(String model, int keep, Consumer<Servable> closer) {
    this.model = model;
    this.keep = keep;
    this.closer = closer;
  }

  /** A version that was not put in service. */
  public record Refusal(long version, String reason) {}

  public String model() {
    return model;
  }

  /**
   * What requests without a version get, counted in: {@link Servable#release} it in a finally
   * block.
   *
   * @return null while there is none
   */
  public @Nullable Servable acquire() {
    for (; ; ) {
      Servable s = residents.find(null);
      if (s == null || s.tryAcquire()) {
        return s;
      }
    }
  }

  /**
   * The version under this name, counted in: {@link Servable#release} it in a finally block.
   *
   * @param versionOrAlias a number, {@code latest} or an alias; null: the champion if one is
   *     assigned, otherwise the newest
   * @throws NotResidentException when none is loaded under the name
   */
  public Servable acquire(@Nullable String versionOrAlias) {
    for (; ; ) {
      Residents now = residents;
      Servable s = now.find(versionOrAlias);
      if (s == null) {
        throw new NotResidentException(model, versionOrAlias, now, whyNone());
      }
      if (s.tryAcquire()) {
        return s;
      }
    }
  }

  private String whyNone() {
    Refusal r = refusal;
    return r == null
        ? "try again later"
        : "version %d was refused: %s".formatted(r.version(), r.reason());
  }

  /** The number of what requests without a version get, empty while there is none. */
  public OptionalLong servingVersion() {
    Servable s = residents.find(null);
    return s == null ? OptionalLong.empty() : OptionalLong.of(s.version());
  }

  /** The receipt of what requests without a version get, null while there is none. */
  public @Nullable Manifest servingManifest() {
    Servable s = residents.find(null);
    return s == null ? null : s.manifest();
  }

  /** The number of the newest version that is loaded, empty while there is none. */
  public OptionalLong latestVersion() {
    Servable s = residents.newest();
    return s == null ? OptionalLong.empty() : OptionalLong.of(s.version());
  }

  /** Whether what the newest version has learned may yet be undone. */
  public boolean latestIsPreview() {
    Servable s = residents.newest();
    return s != null && s.manifest().preview();
  }

  /** All that are loaded, in order. */
  public List<Long> versions() {
    return residents.versions();
  }

  /** Where the aliases point, {@code latest} not among them. */
  public SortedMap<String, Long> aliases() {
    return residents.aliases();
  }

  /** What the aliases are to point at, also where that isn't loaded. */
  public synchronized SortedMap<String, Long> assigned() {
    return new TreeMap<>(assigned);
  }

  /** Versions that aliases are to point at and that aren't loaded. */
  public synchronized SortedSet<Long> missing() {
    SortedSet<Long> out = new TreeSet<>(assigned.values());
    out.removeAll(residents.versions());
    return out;
  }

  /**
   * Takes a version in as the newest; what isn't kept closes once its readers have gone. A version
   * that isn't higher than the newest is closed instead.
   *
   * @return whether {@code next} is the newest
   */
  public boolean swap(Servable next) {
    List<Servable> left = replace(next);
    left.forEach(closer);
    return !left.contains(next);
  }

  private synchronized List<Servable> replace(Servable next) {
    Servable newest = residents.newest();
    if (closed || (newest != null && next.version() <= newest.version())) {
      return List.of(next);
    }
    Refusal r = refusal;
    if (r != null && r.version() <= next.version()) {
      refusal = null;
    }
    return publish(next);
  }

  /**
   * Takes an earlier version in because an alias is to point at it; otherwise, or if it is loaded,
   * closes it.
   *
   * @return whether it is loaded now
   */
  public boolean admit(Servable earlier) {
    List<Servable> left = include(earlier);
    left.forEach(closer);
    return !left.contains(earlier);
  }

  private synchronized List<Servable> include(Servable earlier) {
    boolean wanted = !closed && missing().contains(earlier.version());
    return wanted ? publish(earlier) : List.of(earlier);
  }

  /**
   * Moves an alias: at once if the version is loaded, otherwise when it is. Until then requests by
   * the alias get what they got before.
   *
   * @param version null: the alias goes
   * @throws IllegalArgumentException when the name can't be one
   */
  public void assign(String alias, @Nullable Long version) {
    Alias.require(alias);
    name(alias, version).forEach(closer);
  }

  private synchronized List<Servable> name(String alias, @Nullable Long version) {
    if (version == null) {
      assigned.remove(alias);
    } else {
      assigned.put(alias, version);
    }
    return publish(null);
  }

  /** Answers what has left. Guarded by this. */
  private List<Servable> publish(@Nullable Servable loaded) {
    Residents old = residents;
    Residents next = old.next(loaded, assigned, keep);
    residents = next;
    return old.without(next);
  }

  /** Keeps why a version isn't serving, until a version as high as it is the newest. */
  public synchronized void refused(long version, String reason) {
    refusal = new Refusal(version, reason);
  }

  /** The last version that was refused, null when the newest one came after it. */
  public @Nullable Refusal refusal() {
    return refusal;
  }

  /** Ends service; the versions close once their readers have gone. */
  void close() {
    empty().forEach(closer);
  }

  private synchronized List<Servable> empty() {
    closed = true;
    Residents old = residents;
    residents = Residents.NONE;
    return old.without(residents);
  }
}
