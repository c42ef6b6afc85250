package io.thalweg.cli.explain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A server's explanations in lines for people. Stateless. */
public final class ExplanationText {
  /** Of a bar, on either side. */
  private static final int CELLS = 16;

  private ExplanationText() {}

  /**
   * Why a row has the output that it has: what is largest comes first.
   *
   * @param answer of {@code explain}
   * @param top so many features at most
   */
  public static List<String> ofRow(JsonNode answer, int top) {
    List<String> lines = new ArrayList<>();
    boolean lime = answer.has("fidelity");
    lines.add(
        "%s: %s %s; %s %s"
            .formatted(
                version(answer),
                output(answer),
                number(answer.path("prediction")),
                lime ? "the fit's intercept is" : "over the background it is",
                number(answer.path("base_value"))));
    lines.addAll(features(answer, top, "%+.4g"));
    lines.add(
        lime
            ? "LIME: weights of a linear fit to %s, which explains %.1f%% of the variance"
                .formatted(cost(answer), 100 * answer.path("fidelity").asDouble())
            : "Shapley values (%s), %s; they add up to the difference"
                .formatted(answer.path("method").asText(), cost(answer)));
    return lines;
  }

  /**
   * Which features count.
   *
   * @param answer of {@code importance}
   * @param top so many features at most
   */
  public static List<String> ofModel(JsonNode answer, int top) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: mean size of Shapley values of %s over %d rows"
            .formatted(version(answer), output(answer), answer.path("rows").asInt()));
    lines.addAll(features(answer, top, "%.4g"));
    lines.add("Shapley values (%s), %s".formatted(answer.path("method").asText(), cost(answer)));
    return lines;
  }

  private static String version(JsonNode answer) {
    return "%s version %s"
        .formatted(answer.path("model_name").asText(), answer.path("model_version").asText());
  }

  private static String output(JsonNode answer) {
    JsonNode output = answer.path("output");
    String name = output.path("name").asText();
    String label = output.path("label").asText(output.path("column").asText());
    return label.isEmpty() ? name : "%s[%s]".formatted(name, label);
  }

  private static String cost(JsonNode answer) {
    JsonNode background = answer.path("background");
    return "%d evaluations against %d rows of %s"
        .formatted(
            answer.path("evaluations").asInt(),
            background.path("rows").asInt(),
            background.path("source").asText().equals("traffic")
                ? "recent traffic"
                : "the version's manifest");
  }

  private static List<String> features(JsonNode answer, int top, String format) {
    List<JsonNode> features = new ArrayList<>();
    answer.path("features").forEach(features::add);
    features.sort(Comparator.comparingDouble((JsonNode f) -> Math.abs(value(f))).reversed());
    double largest = features.isEmpty() ? 0 : Math.abs(value(features.get(0)));
    List<JsonNode> shown = features.subList(0, Math.min(top, features.size()));
    int width = shown.stream().mapToInt(f -> f.path("name").asText().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (JsonNode f : shown) {
      String name = f.path("name").asText();
      lines.add(
          "  %s%s  %10s +- %-9s %s"
              .formatted(
                  name,
                  " ".repeat(width - name.length()),
                  format(format, value(f)),
                  format("%.2g", f.path("standard_error").asDouble()),
                  bar(value(f), largest))
              .stripTrailing());
    }
    int left = features.size() - shown.size();
    if (left > 0) {
      double sum =
          features.subList(shown.size(), features.size()).stream()
              .mapToDouble(ExplanationText::value)
              .sum();
      lines.add("  and %d others, %s in all".formatted(left, format(format, sum)));
    }
    return lines;
  }

  /** Negative to the left of the middle, positive to the right. */
  private static String bar(double value, double largest) {
    int cells = largest > 0 ? (int) Math.round(Math.abs(value) / largest * CELLS) : 0;
    return value < 0
        ? " ".repeat(CELLS - cells) + "#".repeat(cells) + "|"
        : " ".repeat(CELLS) + "|" + "#".repeat(cells);
  }

  private static double value(JsonNode feature) {
    return feature.path("value").asDouble();
  }

  private static String number(JsonNode value) {
    return format("%.4g", value.asDouble());
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
