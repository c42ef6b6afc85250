package io.thalweg.model.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A mapping, list or scalar of a configuration file, with its place. A mapping remembers which keys
 * it was asked for; {@link #refuseUnknown()}, called once at the root when everything was read,
 * refuses the others. All mistakes are {@link ConfigException}s. Confined to one thread.
 */
public final class ConfigNode {
  private static final Duration LONGEST = Duration.ofDays(3650);

  private static final String NOTHING = "nothing";

  private final String file;
  private final int line;
  private final String path;
  private final Map<String, ConfigNode> entries;
  private final @Nullable List<ConfigNode> elements;
  private final @Nullable String text;
  private final Set<String> asked;

  private ConfigNode(
      String file,
      int line,
      String path,
      Map<String, ConfigNode> entries,
      @Nullable List<ConfigNode> elements,
      @Nullable String text,
      Set<String> asked) {
    this.file = file;
    this.line = line;
    this.path = path;
    this.entries = entries;
    this.elements = elements;
    this.text = text;
    this.asked = asked;
  }

  static ConfigNode mapping(String file, int line, String path, Map<String, ConfigNode> entries) {
    return new ConfigNode(file, line, path, entries, null, null, new TreeSet<>());
  }

  static ConfigNode list(String file, int line, String path, List<ConfigNode> elements) {
    return new ConfigNode(file, line, path, Map.of(), elements, null, new TreeSet<>());
  }

  static ConfigNode scalar(String file, int line, String path, String text) {
    return new ConfigNode(file, line, path, Map.of(), null, text, new TreeSet<>());
  }

  /** Where it is: {@code model.layers[2].units}; empty for the root. */
  public String path() {
    return path;
  }

  public int line() {
    return line;
  }

  public boolean isMapping() {
    return elements == null && text == null;
  }

  public boolean isScalar() {
    return text != null;
  }

  // A mapping's values. Without a default the key is required.

  public boolean has(String key) {
    asked.add(key);
    return entries.containsKey(key);
  }

  /** All keys, for a mapping whose keys are the user's own; none of them is unknown then. */
  public Set<String> keys() {
    asked.addAll(entries.keySet());
    return entries.keySet();
  }

  /** The value of any kind. */
  public ConfigNode required(String key) {
    return required(key, "a value");
  }

  /** A mapping; where it is absent, an empty one, so that the defaults below it apply. */
  public ConfigNode section(String key) {
    if (!has(key)) {
      return mapping(file, line, childPath(key), Map.of());
    }
    ConfigNode child = required(key);
    if (!child.isMapping()) {
      throw child.refuse("a mapping");
    }
    return child;
  }

  /** The elements of a list; where it is absent, none. */
  public List<ConfigNode> list(String key) {
    return has(key) ? required(key).elements() : List.of();
  }

  public String string(String key) {
    return required(key, "a text").string();
  }

  public String string(String key, String otherwise) {
    return has(key) ? string(key) : otherwise;
  }

  public int intIn(String key, int min, int max) {
    return (int) longIn(key, min, max);
  }

  public int intIn(String key, int min, int max, int otherwise) {
    return has(key) ? intIn(key, min, max) : otherwise;
  }

  public long longIn(String key, long min, long max) {
    return required(key, integerIn(min, max)).longIn(min, max);
  }

  public long longIn(String key, long min, long max, long otherwise) {
    return has(key) ? longIn(key, min, max) : otherwise;
  }

  public double doubleIn(String key, double min, double max) {
    return required(key, decimalIn(min, max)).doubleIn(min, max);
  }

  public double doubleIn(String key, double min, double max, double otherwise) {
    return has(key) ? doubleIn(key, min, max) : otherwise;
  }

  public boolean bool(String key) {
    return required(key, "true or false").parsed("true or false", Scalars::bool, x -> true);
  }

  public boolean bool(String key, boolean otherwise) {
    return has(key) ? bool(key) : otherwise;
  }

  /** {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}, {@code 7d}; above zero. */
  public Duration duration(String key) {
    String want = "a duration above 0 such as 500ms, 10s, 2m, 1h or 7d";
    return required(key, want)
        .parsed(want, Scalars::duration, x -> !x.isZero() && x.compareTo(LONGEST) <= 0);
  }

  public Duration duration(String key, Duration otherwise) {
    return has(key) ? duration(key) : otherwise;
  }

  /** {@code 4096}, {@code 64MB} (10^6) or {@code 1GiB} (2^30). */
  public long byteSizeIn(String key, long min, long max) {
    String want = "a size such as 64MB or 1GiB, from %d to %d bytes".formatted(min, max);
    return required(key, want).parsed(want, Scalars::byteSize, x -> x >= min && x <= max);
  }

  public long byteSizeIn(String key, long min, long max, long otherwise) {
    return has(key) ? byteSizeIn(key, min, max) : otherwise;
  }

  /** A constant by its name in lower case, '-' for '_'. */
  public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    return required(key, "one of " + names(type)).oneOf(type);
  }

  public <E extends Enum<E>> E oneOf(String key, Class<E> type, E otherwise) {
    return has(key) ? oneOf(key, type) : otherwise;
  }

  // Mappings made of mappings.

  /**
   * This mapping as another one changes it: key by key, likewise in the mappings below, but for one
   * that says a {@code type} of its own, which replaces what is here. Its place is the other's, and
   * of keys that nobody asks it for those of the other are unknown.
   */
  public ConfigNode with(ConfigNode changes) {
    if (!changes.isMapping()) {
      throw changes.refuse("a mapping");
    }
    Map<String, ConfigNode> all = new LinkedHashMap<>(entries);
    changes.entries.forEach(
        (key, change) -> {
          ConfigNode here = entries.get(key);
          if (here != null
              && here.isMapping()
              && change.isMapping()
              && !change.entries.containsKey("type")) {
            all.put(key, here.with(change));
          } else {
            all.put(key, change);
          }
        });
    return new ConfigNode(changes.file, changes.line, changes.path, all, null, null, changes.asked);
  }

  /** The same mapping without its other keys. */
  public ConfigNode only(Set<String> keys) {
    Map<String, ConfigNode> some = new LinkedHashMap<>(entries);
    some.keySet().retainAll(keys);
    return mapping(file, line, path, some);
  }

  // A list's elements or a scalar's value.

  public List<ConfigNode> elements() {
    if (elements == null) {
      throw refuse("a list such as [a, b]", shown());
    }
    return elements;
  }

  public String string() {
    return parsed("a text", x -> x, x -> !x.isBlank());
  }

  public long longIn(long min, long max) {
    return parsed(integerIn(min, max), Scalars::integer, x -> x >= min && x <= max);
  }

  public double doubleIn(double min, double max) {
    return parsed(decimalIn(min, max), Scalars::decimal, x -> x >= min && x <= max);
  }

  /** Likewise. */
  public <E extends Enum<E>> E oneOf(Class<E> type) {
    return parsed(
        "one of " + names(type),
        name ->
            Arrays.stream(type.getEnumConstants())
                .filter(e -> name(e).equals(name))
                .findFirst()
                .orElse(null),
        x -> true);
  }

  /**
   * The mistake that this value is, for rules that are the caller's own.
   *
   * @param want what is to be written; one that begins with "nothing" says that the key goes
   */
  public ConfigException refuse(String want) {
    return refuse(want, text != null || elements != null ? shown() : "a mapping");
  }

  /** Likewise, of a value that may hold a secret. */
  public ConfigException refuseUnshown(String want) {
    return refuse(want, "what isn't shown here");
  }

  /** Likewise, where what is here isn't to be shown. */
  ConfigException refuse(String want, String found) {
    if (want.startsWith(NOTHING)) {
      String is = isMapping() ? "can't be here" : "is " + found;
      return new ConfigException(
          file,
          line,
          "%s %s; leave it out%s".formatted(place(), is, want.substring(NOTHING.length())));
    }
    return new ConfigException(file, line, "%s is %s; write %s".formatted(place(), found, want));
  }

  /** What is here; of a mapping its keys, since what was meant isn't one. */
  private String shown() {
    if (text != null) {
      return "'" + text + "'";
    }
    if (elements != null) {
      return "a list";
    }
    return entries.isEmpty()
        ? "an empty mapping"
        : "a mapping of " + String.join(", ", entries.keySet());
  }

  /** Refuses keys that no getter asked for, here and below. */
  public void refuseUnknown() {
    for (Map.Entry<String, ConfigNode> entry : entries.entrySet()) {
      if (!asked.contains(entry.getKey())) {
        throw unknown(entry.getKey(), NearestName.of(entry.getKey(), asked).orElse(null));
      }
      entry.getValue().refuseUnknown();
    }
    if (elements != null) {
      elements.forEach(ConfigNode::refuseUnknown);
    }
  }

  /** The value of any kind; {@code want} ends the message where it is absent. */
  public ConfigNode required(String key, String want) {
    if (!isMapping()) {
      throw refuse("a mapping with the key '%s'".formatted(key));
    }
    asked.add(key);
    ConfigNode child = entries.get(key);
    if (child != null) {
      return child;
    }
    Set<String> others = new TreeSet<>(entries.keySet());
    others.removeAll(asked);
    String next =
        NearestName.of(key, others)
            .map(k -> ", but one '%s'; rename that".formatted(k))
            .orElse("; write " + want);
    throw new ConfigException(file, line, "%s has no key '%s'%s".formatted(place(), key, next));
  }

  private ConfigException unknown(String key, @Nullable String nearest) {
    String advice =
        nearest != null
            ? "did you mean '%s'?".formatted(nearest)
            : asked.isEmpty() ? "remove it" : "known keys: " + String.join(", ", asked);
    return new ConfigException(
        file,
        Objects.requireNonNull(entries.get(key)).line,
        "unknown key '%s' in %s; %s".formatted(key, place(), advice));
  }

  private <T> T parsed(
      String want, Function<String, @Nullable T> parse, Function<T, Boolean> holds) {
    T value = text == null ? null : parse.apply(text);
    if (value == null || !holds.apply(value)) {
      throw refuse(want, shown());
    }
    return value;
  }

  private String childPath(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String place() {
    return path.isEmpty() ? "the file" : path;
  }

  private static String integerIn(long min, long max) {
    return "a whole number from %d to %d".formatted(min, max);
  }

  private static String decimalIn(double min, double max) {
    return "a number from %s to %s".formatted(min, max);
  }

  private static <E extends Enum<E>> String names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(ConfigNode::name)
        .collect(Collectors.joining(", "));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
