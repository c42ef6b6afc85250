package io.thalweg.serving.infer;

import io.thalweg.serving.protocol.InferRequest;
import org.jspecify.annotations.Nullable;

/** Decides which version answers a request that names none. Must not block. */
@FunctionalInterface
public interface Routing {
  /** All of them get what serves. */
  Routing NONE = (model, request) -> null;

  /**
   * The alias of the version that is to answer.
   *
   * @return null: what serves
   */
  @Nullable String side(String model, InferRequest request);
}
