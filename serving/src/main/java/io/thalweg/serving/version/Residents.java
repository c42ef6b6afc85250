package io.thalweg.serving.version;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The loaded versions of one model and the names that they go by: what a reader sees at one moment.
 * Immutable.
 */
final class Residents {
  static final Residents NONE = new Residents(new TreeMap<>(), Map.of());

  private final NavigableMap<Long, Servable> byVersion;
  private final Map<String, Servable> byAlias;

  /** Numbers, aliases and {@code latest}: one look-up finds whatever stands in a request. */
  private final Map<String, Servable> byName = new HashMap<>();

  private final @Nullable Servable newest;
  private final @Nullable Servable unversioned;

  private Residents(NavigableMap<Long, Servable> byVersion, Map<String, Servable> byAlias) {
    this.byVersion = byVersion;
    this.byAlias = byAlias;
    this.newest = byVersion.isEmpty() ? null : byVersion.lastEntry().getValue();
    this.unversioned = byAlias.getOrDefault(Alias.CHAMPION, newest);
    byVersion.forEach((version, servable) -> byName.put(Long.toString(version), servable));
    byName.putAll(byAlias);
    if (newest != null) {
      byName.put(Alias.LATEST, newest);
    }
  }

  /**
   * What is to be resident next. An alias moves to the version assigned to it once that is loaded,
   * and stays where it is until then. Resident are the newest version, releases before it up to
   * {@code keep} in all, and whatever an alias names; a preview that has been followed is not.
   *
   * @param loaded one more version
   */
  Residents next(@Nullable Servable loaded, Map<String, Long> assigned, int keep) {
    NavigableMap<Long, Servable> all = new TreeMap<>(byVersion);
    if (loaded != null) {
      all.put(loaded.version(), loaded);
    }
    Map<String, Servable> aliases = new HashMap<>();
    assigned.forEach(
        (alias, version) -> {
          Servable target = all.getOrDefault(version, byAlias.get(alias));
          if (target != null) {
            aliases.put(alias, target);
          }
        });
    NavigableMap<Long, Servable> kept = new TreeMap<>();
    for (Servable s : all.descendingMap().values()) {
      boolean recent = kept.isEmpty() || (kept.size() < keep && !s.manifest().preview());
      if (recent) {
        kept.put(s.version(), s);
      }
    }
    aliases.values().forEach(s -> kept.put(s.version(), s));
    return new Residents(kept, aliases);
  }

  /** What a request gets that names a version or an alias, or null for none of them. */
  @Nullable Servable find(@Nullable String versionOrAlias) {
    return versionOrAlias == null ? unversioned : byName.get(versionOrAlias);
  }

  @Nullable Servable newest() {
    return newest;
  }

  boolean holds(long version) {
    return byVersion.containsKey(version);
  }

  /** Those that {@code next} doesn't hold any more. */
  List<Servable> without(Residents next) {
    List<Servable> gone = new ArrayList<>(byVersion.values());
    gone.removeAll(next.byVersion.values());
    return gone;
  }

  /** Where every alias points, {@code latest} not among them. */
  SortedMap<String, Long> aliases() {
    SortedMap<String, Long> out = new TreeMap<>();
    byAlias.forEach((alias, servable) -> out.put(alias, servable.version()));
    return out;
  }

  List<Long> versions() {
    return List.copyOf(byVersion.keySet());
  }
}
