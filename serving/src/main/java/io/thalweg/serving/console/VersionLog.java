package io.thalweg.serving.console;

import io.thalweg.model.artifact.Manifest;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.console.Mark.Kind;
import io.thalweg.serving.console.ModelState.Entry;
import io.thalweg.serving.console.ModelState.Versions;
import io.thalweg.serving.version.Alias;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.NotResidentException;
import io.thalweg.serving.version.Servable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a model's versions here, by looking once a second: of several swaps within a
 * second the last is seen. Confined to the console's lock.
 */
final class VersionLog {
  static final int MOST = 50;

  /** How manifests begin the names of theirs. */
  private static final String PREQUENTIAL = "prequential.";

  private final NavigableMap<Long, Receipt> receipts = new TreeMap<>();
  private final NavigableMap<Long, String> refusals = new TreeMap<>();
  private @Nullable Long serving;
  private @Nullable Long newest;
  private @Nullable SortedMap<String, Long> assigned;
  private ModelSlot.@Nullable Refusal refusal;
  private SortedMap<String, Long> aliases = new TreeMap<>();
  private List<Long> loaded = List.of();

  /** What is kept of a manifest. */
  private record Receipt(long examples, Map<String, Double> metrics) {}

  void look(ModelSlot slot, long nowMillis, Marks marks) {
    lookAtAliases(slot, nowMillis, marks);
    lookAtServing(slot.servingVersion(), nowMillis, marks);
    ModelSlot.Refusal last = slot.refusal();
    if (last != null && !last.equals(refusal)) {
      marks.add(
          nowMillis,
          Kind.REFUSED,
          "version %d: %s".formatted(last.version(), last.reason()),
          last.version());
      keep(refusals, last.version(), Texts.shortened(last.reason(), 500));
    }
    refusal = last;
    loaded = slot.versions();
    newest = boxed(slot.latestVersion());
    loaded.stream().filter(v -> !receipts.containsKey(v)).forEach(v -> read(slot, v));
  }

  private void lookAtServing(OptionalLong now, long nowMillis, Marks marks) {
    Long before = serving;
    serving = boxed(now);
    if (serving == null || serving.equals(before)) {
      return;
    }
    if (before != null && before > serving) {
      marks.add(
          nowMillis, Kind.ROLLBACK, "from version %d to %d".formatted(before, serving), serving);
    } else {
      marks.add(nowMillis, Kind.SWAP, "version " + serving, serving);
    }
  }

  private void lookAtAliases(ModelSlot slot, long nowMillis, Marks marks) {
    SortedMap<String, Long> before = assigned;
    SortedMap<String, Long> now = slot.assigned();
    assigned = now;
    aliases = slot.aliases();
    if (before == null) {
      return;
    }
    TreeSet<String> all = new TreeSet<>(before.keySet());
    all.addAll(now.keySet());
    for (String alias : all) {
      Long from = before.get(alias);
      Long to = now.get(alias);
      if (!Objects.equals(from, to)) {
        marks.add(nowMillis, Kind.ALIAS, "%s: %s to %s".formatted(alias, word(from), word(to)), to);
      }
    }
  }

  private static String word(@Nullable Long version) {
    return version == null ? "none" : version.toString();
  }

  private void read(ModelSlot slot, long version) {
    try {
      Servable servable = slot.acquire(Long.toString(version));
      try {
        Manifest m = servable.manifest();
        keep(receipts, version, new Receipt(m.examplesTrained(), figures(m.metrics())));
      } finally {
        servable.release();
      }
    } catch (NotResidentException e) {
      // It has gone meanwhile.
    }
  }

  /** By the names that evaluation has for them. */
  static Map<String, Double> figures(Map<String, Double> metrics) {
    Map<String, Double> out = new TreeMap<>();
    metrics.forEach(
        (name, value) ->
            out.put(
                name.startsWith(PREQUENTIAL) ? name.substring(PREQUENTIAL.length()) : name, value));
    return out;
  }

  /** However old, what is loaded isn't dropped. */
  private <T> void keep(NavigableMap<Long, T> map, long version, T value) {
    map.put(version, value);
    if (map.size() > 2 * MOST) {
      map.keySet().stream().filter(v -> !loaded.contains(v)).findFirst().ifPresent(map::remove);
    }
  }

  @Nullable Long serving() {
    return serving;
  }

  /** What serves, and what aliases point at. */
  SortedSet<Long> inUse() {
    SortedSet<Long> out = new TreeSet<>(aliases.values());
    if (serving != null) {
      out.add(serving);
    }
    return out;
  }

  /**
   * As it stands.
   *
   * @param announced the newest announcements, and those of what is in use
   */
  Versions versions(List<ModelAnnouncement> announced) {
    List<Entry> entries = new ArrayList<>();
    for (ModelAnnouncement a : announced) {
      boolean isWaiting = newest == null || a.version() > newest;
      String why = loaded.contains(a.version()) ? null : refusals.get(a.version());
      if (why != null || !isWaiting) {
        Receipt receipt = receipts.get(a.version());
        entries.add(
            new Entry(
                a.version(),
                a.announcedAtMillis(),
                a.preview(),
                state(a.version(), why),
                why,
                receipt == null ? null : receipt.examples(),
                receipt == null ? Map.of() : receipt.metrics()));
      }
    }
    boolean pinned = assigned != null && assigned.containsKey(Alias.CHAMPION);
    return new Versions(serving, pinned, aliases, entries);
  }

  private String state(long version, @Nullable String why) {
    if (why != null) {
      return "refused";
    }
    if (Objects.equals(serving, version)) {
      return "serving";
    }
    return loaded.contains(version) ? "loaded" : "gone";
  }

  private static @Nullable Long boxed(OptionalLong version) {
    return version.isPresent() ? version.getAsLong() : null;
  }
}
