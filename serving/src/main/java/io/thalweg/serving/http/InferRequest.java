package io.thalweg.serving.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of an infer request. Immutable.
 *
 * @param id echoed in the answer
 * @param outputs names of the outputs that are asked for; empty: all
 */
record InferRequest(@Nullable String id, List<Tensor> inputs, List<String> outputs) {
  /** Rows of every input; there is at least one. */
  int rows() {
    return inputs.get(0).rows();
  }
}
