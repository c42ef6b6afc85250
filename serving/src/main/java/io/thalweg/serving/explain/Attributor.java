package io.thalweg.serving.explain;

import io.thalweg.model.ModelSpec;
import io.thalweg.serving.protocol.RequestException;

/** Which method answers a question, within a budget. Stateless. */
final class Attributor {
  private Attributor() {}

  /**
   * Shares the output out.
   *
   * @param linear whether the output is a sum over features
   * @param budget evaluations at most
   */
  static Attributions of(Question question, Method method, boolean linear, int budget, long seed) {
    int n = question.players().count();
    int rows = question.background().size();
    return switch (method) {
      case SHAPLEY -> {
        Method best =
            linear
                ? Method.LINEAR
                : n <= ExactShapley.MAX_PLAYERS && ExactShapley.cost(n, rows) <= budget
                    ? Method.EXACT
                    : Method.PERMUTATION;
        yield of(question, best, linear, budget, seed);
      }
      case LINEAR -> {
        if (!linear) {
          throw RequestException.bad(
              "method 'linear': this output is no sum over features; ask for logits of a model"
                  + " without hidden layers, or for another method");
        }
        require(method, budget, LinearShapley.cost(n, 1), n);
        yield LinearShapley.of(thinned(question, (budget - 1) / (n + 1), seed));
      }
      case EXACT -> {
        if (n > ExactShapley.MAX_PLAYERS) {
          throw RequestException.bad(
              "method 'exact': %d features, at most %d have few enough coalitions; ask for permutation"
                  .formatted(n, ExactShapley.MAX_PLAYERS));
        }
        require(method, budget, ExactShapley.cost(n, 1), n);
        yield ExactShapley.of(thinned(question, (budget - 1) / ((1 << n) - 1), seed));
      }
      case PERMUTATION -> {
        require(method, budget, PermutationShapley.cost(n), n);
        yield PermutationShapley.of(question, budget, seed);
      }
      case LIME -> {
        if (n > Lime.MAX_PLAYERS) {
          throw RequestException.bad(
              "method 'lime': %d features, at most %d; ask for permutation"
                  .formatted(n, Lime.MAX_PLAYERS));
        }
        require(method, budget, Lime.cost(n), n);
        yield Lime.of(question, budget, seed);
      }
    };
  }

  /** Whether an output of the model is a sum over features. */
  static boolean isLinear(ModelSpec spec, OutputColumn column) {
    return column.isLinearInLogits() && LinearShapley.isLinear(spec.architecture());
  }

  private static Question thinned(Question question, int rows, long seed) {
    return question.background().size() <= rows
        ? question
        : question.against(question.background().sample(rows, seed));
  }

  private static void require(Method method, int budget, long least, int players) {
    if (budget < least) {
      throw RequestException.bad(
          "budget %d: method '%s' takes at least %d evaluations for %d features"
              .formatted(budget, method.text(), least, players));
    }
  }
}
