package io.thalweg.serving.infer;

import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.version.Servable;
import org.jspecify.annotations.Nullable;

/**
 * An infer request that was answered. The arrays are borrowed: not to be changed, and to be copied
 * by whoever keeps them. The servable is counted in for the length of the call.
 */
public final class Answered {
  private final Servable servable;
  private final InferRequest request;
  private final @Nullable String id;
  private final float[] dense;
  private final Outputs outputs;
  private final long nanos;
  private final boolean routed;

  /** Describes the answer to a request that named no version. */
  public Answered(
      Servable servable,
      InferRequest request,
      @Nullable String id,
      float[] dense,
      Outputs outputs,
      long nanos) {
    this(servable, request, id, dense, outputs, nanos, true);
  }

  /**
   * Describes one answer.
   *
   * @param id the request's, or one that was made up for it; null where nobody needs one
   * @param dense float32, (rows, width), not standardized, NaN where missing
   * @param nanos from the request's arrival to its outputs
   * @param routed whether the version was the server's choice, not the request's
   */
  public Answered(
      Servable servable,
      InferRequest request,
      @Nullable String id,
      float[] dense,
      Outputs outputs,
      long nanos,
      boolean routed) {
    this.servable = servable;
    this.request = request;
    this.id = id;
    this.dense = dense;
    this.outputs = outputs;
    this.nanos = nanos;
    this.routed = routed;
  }

  public Servable servable() {
    return servable;
  }

  public InferRequest request() {
    return request;
  }

  /** Null where the request has none and no observer needs one. */
  public @Nullable String id() {
    return id;
  }

  public int rows() {
    return request.rows();
  }

  public float[] denseView() {
    return dense;
  }

  public Outputs outputs() {
    return outputs;
  }

  public long nanos() {
    return nanos;
  }

  /** Whether the version was the server's choice, not the request's. */
  public boolean isRouted() {
    return routed;
  }
}
