package io.thalweg.serving.predict;

/**
 * What a version computed for some rows, both before and behind the head's link function. Borrowed
 * arrays: not to be changed.
 */
public final class Outputs {
  private final float[] head;
  private final float[] logits;

  /**
   * Of as many rows.
   *
   * @param head float32, (rows, head outputs), owned from here on
   * @param logits likewise
   */
  public Outputs(float[] head, float[] logits) {
    this.head = head;
    this.logits = logits;
  }

  /** Behind the link function: probabilities or values. */
  public float[] headView() {
    return head;
  }

  /** Before it. */
  public float[] logitsView() {
    return logits;
  }
}
