package io.thalweg.serving.follow;

import io.thalweg.schemas.ModelAnnouncement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The announcements that were seen, the last {@link #MOST} of each model. Thread-safe. */
public final class Releases {
  /** Hours of a version each second, and some megabytes. */
  static final int MOST = 10_000;

  // Guarded by this.
  private final Map<String, NavigableMap<Long, ModelAnnouncement>> byModel = new HashMap<>();

  /** Remembers one more. */
  public synchronized void add(ModelAnnouncement announcement) {
    NavigableMap<Long, ModelAnnouncement> of =
        byModel.computeIfAbsent(announcement.model(), name -> new TreeMap<>());
    of.put(announcement.version(), announcement);
    if (of.size() > MOST) {
      of.pollFirstEntry();
    }
  }

  /** Null when it wasn't announced, or so long ago that it is forgotten. */
  synchronized @Nullable ModelAnnouncement find(String model, long version) {
    return of(model).get(version);
  }

  /** The newest that isn't a preview. */
  synchronized Optional<ModelAnnouncement> newest(String model) {
    return before(model, Long.MAX_VALUE);
  }

  /** The newest below {@code version} that isn't a preview. */
  synchronized Optional<ModelAnnouncement> before(String model, long version) {
    return of(model).headMap(version, false).descendingMap().values().stream()
        .filter(a -> !a.preview())
        .findFirst();
  }

  /** The numbers of the last ones that aren't previews, the newest last. */
  synchronized List<Long> last(String model, int most) {
    return of(model).descendingMap().values().stream()
        .filter(a -> !a.preview())
        .limit(most)
        .map(ModelAnnouncement::version)
        .sorted()
        .toList();
  }

  /**
   * The last ones, previews among them, the newest first, and behind them as many at most of those
   * that are asked for and older.
   */
  public synchronized List<ModelAnnouncement> newestAnd(
      String model, int most, SortedSet<Long> older) {
    List<ModelAnnouncement> out =
        new ArrayList<>(of(model).descendingMap().values().stream().limit(most).toList());
    long oldest = out.isEmpty() ? Long.MIN_VALUE : out.get(out.size() - 1).version();
    of(model).headMap(oldest, false).descendingMap().values().stream()
        .filter(a -> older.contains(a.version()))
        .limit(most)
        .forEach(out::add);
    return out;
  }

  synchronized SortedSet<String> models() {
    return new TreeSet<>(byModel.keySet());
  }

  private NavigableMap<Long, ModelAnnouncement> of(String model) {
    return byModel.getOrDefault(model, new TreeMap<>());
  }
}
