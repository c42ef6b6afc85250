package io.thalweg.learner.train;

import io.thalweg.model.ModelSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Who challenges the model, and by what it is decided. Immutable.
 *
 * @param challengers in the order in which they have their turn
 * @param confidence at least so probable that over the whole run no challenger is promoted that
 *     isn't better
 * @param minExamples that challengers learn before their losses count
 * @param halveEvery after so many examples the worse half of the challengers is dropped
 * @param atOnce challengers that learn side by side, at most
 * @param learnEvery of so many batches they learn one
 * @param block examples whose mean difference is one value of the test
 * @param clip the largest difference of two losses that counts
 */
public record RaceSpec(
    List<CandidateSpec> challengers,
    double confidence,
    long minExamples,
    long halveEvery,
    int atOnce,
    int learnEvery,
    int block,
    double clip)
    implements Serializable {

  /** Nobody challenges. */
  public static final RaceSpec NONE = new RaceSpec(List.of(), 0.95, 0, 1, 1, 1, 1, 1);

  public RaceSpec {
    challengers = List.copyOf(challengers);
  }

  Optional<CandidateSpec> challenger(String name) {
    return challengers.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /**
   * The network of the candidate of this name.
   *
   * @param own what the pipeline itself says, which is that of the empty name
   */
  public ModelSpec model(String name, ModelSpec own) {
    return challenger(name).map(CandidateSpec::model).orElse(own);
  }

  /**
   * How improbable a wrong promotion of one challenger must be after so many promotions. Over all
   * challengers, and however many promotions there are, the sum is 1 - confidence.
   */
  double alpha(int promotions) {
    double share = Math.max(1, challengers.size()) * (promotions + 1.0) * (promotions + 2.0);
    return (1 - confidence) / share;
  }
}
