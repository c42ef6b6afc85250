package io.thalweg.serving.history;

import io.thalweg.model.config.ConfigNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the section {@code histories} of a serving file says, by model. Immutable. */
public record HistoriesConfig(Map<String, Followed> models) {
  /** Clients give histories as inputs. */
  public static final HistoriesConfig NONE = new HistoriesConfig(Map.of());

  private static final long MIN_BYTES = 1L << 20;
  private static final long MAX_BYTES = 1L << 40;

  /** Of a model's pasts at most, unless the file says otherwise. */
  private static final long BYTES = 256L << 20;

  /**
   * A model whose histories are followed.
   *
   * @param topic {@code topics.histories} of its pipeline
   * @param key field of an event that says whose past counts
   * @param time field of an event that says when it happened; null: it is happening now
   * @param unit of that field
   * @param maxBytes of the pasts that are kept
   */
  public record Followed(
      String topic, String key, @Nullable String time, TimeUnit unit, long maxBytes) {}

  /** What a field of an event's time counts, since 1970. */
  public enum TimeUnit {
    MILLIS,
    MICROS;

    String inWords() {
      return this == MICROS ? "microseconds" : "milliseconds";
    }

    public long toMillis(long time) {
      return this == MICROS ? Math.floorDiv(time, 1_000L) : time;
    }
  }

  public HistoriesConfig {
    models = Map.copyOf(models);
  }

  /**
   * What a model's pasts may take where nobody says so: they are on the heap, so a small one has
   * room for less.
   *
   * @param models that are followed, at least 1; all of them get a quarter of the heap together
   */
  public static long defaultBytes(int models) {
    return defaultBytes(models, Runtime.getRuntime().maxMemory());
  }

  static long defaultBytes(int models, long heapBytes) {
    return Math.max(MIN_BYTES, Math.min(BYTES, heapBytes / 4 / models));
  }

  /**
   * Reads the section.
   *
   * @param served the models of the server; empty: whatever is announced
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static HistoriesConfig read(ConfigNode section, List<String> served) {
    Map<String, Followed> models = new TreeMap<>();
    long otherwise = defaultBytes(Math.max(1, section.keys().size()));
    for (String model : section.keys()) {
      if (!served.isEmpty() && !served.contains(model)) {
        throw section
            .required(model)
            .refuse("nothing for '%s', which isn't among the models %s".formatted(model, served));
      }
      ConfigNode node = section.section(model);
      models.put(
          model,
          new Followed(
              node.string("topic"),
              node.string("key"),
              node.has("time") ? node.string("time") : null,
              node.oneOf("time-unit", TimeUnit.class, TimeUnit.MILLIS),
              node.byteSizeIn("max-bytes", MIN_BYTES, MAX_BYTES, otherwise)));
    }
    return new HistoriesConfig(models);
  }
}
