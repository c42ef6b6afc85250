package io.thalweg.serving.explain;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.protocol.RequestException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One column of one output, which is what an explanation is about. Immutable.
 *
 * @param output as the graph spells it
 * @param label of the column, null where columns go by their indexes
 */
public record OutputColumn(String output, int column, @Nullable String label, Scale scale) {
  /** What the numbers of an output are. */
  public enum Scale {
    /** Before the sigmoid or the softmax. */
    LOGIT,
    PROBABILITY,
    /** What a regression says. */
    VALUE;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The column that is asked for.
   *
   * @param evaluation of the row; asked only if it decides
   */
  static OutputColumn of(ModelSpec spec, ExplainRequest request, Supplier<Outputs> evaluation) {
    Head head = spec.head();
    String output = output(spec, request.output());
    List<String> labels = labels(head);
    String asked = request.column();
    int column = 0;
    if (asked != null) {
      column = column(asked, labels, head);
    } else if (head.outputs() > 1) {
      column = highest(values(evaluation.get(), output));
    }
    Scale scale =
        !head.isRightOrWrong()
            ? Scale.VALUE
            : output.equals(Predictor.LOGITS) ? Scale.LOGIT : Scale.PROBABILITY;
    return new OutputColumn(output, column, labels.isEmpty() ? null : labels.get(column), scale);
  }

  private static String output(ModelSpec spec, @Nullable String asked) {
    List<String> all = List.of(spec.head().outputName(), Predictor.LOGITS);
    if (asked == null) {
      return all.get(0);
    }
    return all.stream()
        .filter(asked::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                RequestException.bad(
                    "output '%s' is unknown, model '%s' has %s"
                        .formatted(asked, spec.name(), all)));
  }

  private static List<String> labels(Head head) {
    return head instanceof Head.Multilabel m ? m.names() : List.of();
  }

  private static int column(String asked, List<String> labels, Head head) {
    int named = labels.indexOf(asked);
    if (named >= 0) {
      return named;
    }
    int outputs = head.outputs();
    if (asked.matches("\\d{1,9}") && Integer.parseInt(asked) < outputs) {
      return Integer.parseInt(asked);
    }
    throw RequestException.bad(
        "column '%s' is unknown, want %s"
            .formatted(asked, labels.isEmpty() ? "0 to " + (outputs - 1) : "one of " + labels));
  }

  private static int highest(float[] outputs) {
    int best = 0;
    for (int i = 1; i < outputs.length; i++) {
      best = outputs[i] > outputs[best] ? i : best;
    }
    return best;
  }

  /** Whether it is linear in what a linear model adds up. */
  boolean isLinearInLogits() {
    return scale != Scale.PROBABILITY;
  }

  /** The column of every row. */
  float[] of(Outputs outputs, int rows) {
    float[] values = values(outputs, output);
    int columns = values.length / rows;
    float[] out = new float[rows];
    for (int r = 0; r < rows; r++) {
      out[r] = values[r * columns + column];
    }
    return out;
  }

  private static float[] values(Outputs outputs, String output) {
    return output.equals(Predictor.LOGITS) ? outputs.logitsView() : outputs.headView();
  }
}
