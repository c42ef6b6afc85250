package io.thalweg.serving.explain;

import io.thalweg.serving.protocol.RequestException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How an explanation is asked for. Immutable.
 *
 * @param output the head's or {@code logits}; null for the head's
 * @param column of the output: its index or the label's name; null for the one with the highest
 *     score
 * @param budget evaluations of the model at most; null for the server's default
 * @param seed of all that is drawn at random
 */
public record ExplainRequest(
    Method method,
    @Nullable String output,
    @Nullable String column,
    @Nullable Integer budget,
    long seed) {
  private static final Set<String> NAMES = Set.of("method", "output", "column", "budget", "seed");

  /** Up to here a double holds every whole number. */
  private static final double MAX_SEED = 1L << 53;

  /**
   * Reads a request's parameters, of which none is required.
   *
   * @param parameters texts or numbers; a number may be its digits
   * @throws RequestException for what isn't one
   */
  public static ExplainRequest of(Map<String, ?> parameters) {
    for (String name : new TreeSet<>(parameters.keySet())) {
      if (!NAMES.contains(name)) {
        throw RequestException.bad(
            "parameter '%s' is unknown, explanations have %s"
                .formatted(name, new TreeSet<>(NAMES)));
      }
    }
    Double budget = whole(parameters, "budget", 1, Integer.MAX_VALUE);
    Double seed = whole(parameters, "seed", -MAX_SEED, MAX_SEED);
    String method = text(parameters, "method");
    return new ExplainRequest(
        method == null ? Method.SHAPLEY : method(method),
        text(parameters, "output"),
        text(parameters, "column"),
        budget == null ? null : (Integer) budget.intValue(),
        seed == null ? 0 : seed.longValue());
  }

  private static Method method(String text) {
    List<String> all = Arrays.stream(Method.values()).map(Method::text).toList();
    return Arrays.stream(Method.values())
        .filter(m -> m.text().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                RequestException.bad(
                    "method '%s' is unknown, want one of %s".formatted(text, all)));
  }

  private static @Nullable String text(Map<String, ?> parameters, String name) {
    Object value = parameters.get(name);
    if (value instanceof Double d && d == Math.rint(d)) {
      return Long.toString(d.longValue());
    }
    if (value != null && !(value instanceof String)) {
      throw RequestException.bad("parameter '%s': want a text, found %s".formatted(name, value));
    }
    return (String) value;
  }

  private static @Nullable Double whole(
      Map<String, ?> parameters, String name, double least, double most) {
    Object value = parameters.get(name);
    if (value == null) {
      return null;
    }
    double number = value instanceof Double d ? d : parsed(value.toString());
    if (!(number >= least && number <= most && number == Math.rint(number))) {
      throw RequestException.bad(
          "parameter '%s' is %s, want a whole number from %d to %d"
              .formatted(name, value, (long) least, (long) most));
    }
    return number;
  }

  private static double parsed(String digits) {
    return digits.matches("-?\\d{1,16}") ? Double.parseDouble(digits) : Double.NaN;
  }
}
