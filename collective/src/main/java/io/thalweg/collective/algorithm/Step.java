package io.thalweg.collective.algorithm;

/**
 * What one rank does at once: it sends a range of elements to one peer and receives a range from
 * one. Either may be missing, and either may be empty, which is still a message. Immutable.
 *
 * @param sendTo {@link #NOBODY} where nothing is sent
 * @param receiveFrom {@link #NOBODY} where nothing is received
 * @param receiveOp what becomes of the elements received
 */
public record Step(
    int sendTo,
    int sendStart,
    int sendLength,
    int receiveFrom,
    int receiveStart,
    int receiveLength,
    Op receiveOp) {

  public static final int NOBODY = -1;

  /** What becomes of elements that arrive. */
  public enum Op {
    REPLACE,
    ADD
  }

  /** Elements of the vector, from start on. */
  record Range(int start, int length) {}

  static Step send(int to, Range range) {
    return new Step(to, range.start, range.length, NOBODY, 0, 0, Op.REPLACE);
  }

  static Step receive(int from, Range range, Op op) {
    return new Step(NOBODY, 0, 0, from, range.start, range.length, op);
  }

  static Step exchange(int to, Range sent, int from, Range received, Op op) {
    return new Step(to, sent.start, sent.length, from, received.start, received.length, op);
  }

  public boolean sends() {
    return sendTo != NOBODY;
  }

  public boolean receives() {
    return receiveFrom != NOBODY;
  }

  int added() {
    return receiveOp == Op.ADD ? receiveLength : 0;
  }
}
