package io.thalweg.serving.infer;

import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.version.Servable;

/**
 * An infer request that was answered. The arrays are borrowed: not to be changed, and to be copied
 * by whoever keeps them. The servable is counted in for the length of the call.
 */
public final class Answered {
  private final Servable servable;
  private final InferRequest request;
  private final String id;
  private final float[] dense;
  private final Outputs outputs;
  private final long nanos;

  /**
   * Describes one answer.
   *
   * @param id the request's, or one that was made up for it
   * @param dense float32, (rows, width), not standardized, NaN where missing
   * @param nanos from the request's arrival to its outputs
   */
  public Answered(
      Servable servable,
      InferRequest request,
      String id,
      float[] dense,
      Outputs outputs,
      long nanos) {
    this.servable = servable;
    this.request = request;
    this.id = id;
    this.dense = dense;
    this.outputs = outputs;
    this.nanos = nanos;
  }

  public Servable servable() {
    return servable;
  }

  public InferRequest request() {
    return request;
  }

  public String id() {
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
}
