package io.thalweg.collective.exchange;

import io.thalweg.collective.algorithm.Step;
import io.thalweg.collective.algorithm.Step.Op;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * One rank's steps over one buffer, as far as they have come. Sends happen in the order of the
 * steps, and so do receives, but neither waits for the other unless it has to:
 *
 * <ul>
 *   <li>bytes may be sent when all earlier steps that receive them have settled them, so a step's
 *       first bytes travel on while its last ones are still to come;
 *   <li>bytes may arrive when no step up to this one has them still to send.
 * </ul>
 *
 * <p>Confined to one thread.
 */
public final class Exchange {

  private final List<Step> steps;
  private final FloatBuffer floats;
  private final DoubleBuffer doubles;
  private final ByteBuffer outgoing;
  private final ByteBuffer incoming;
  private final Element element;
  private final Workspace workspace;
  private int sendStep = -1;
  private int sent; // bytes of this step
  private int receiveStep = -1;
  private int arrived; // bytes of this step
  private int applied; // of these, whole elements that are in their place
  private int settled; // of these, what may be passed on

  /**
   * Starts at the first step.
   *
   * @param values from index 0 to its capacity, direct and of native order; what steps count in
   *     elements
   */
  public Exchange(List<Step> steps, ByteBuffer values, Element element, Workspace workspace) {
    this.steps = steps;
    this.element = element;
    this.workspace = workspace;
    floats = values.asFloatBuffer();
    doubles = values.asDoubleBuffer();
    outgoing = values.duplicate();
    incoming = values.duplicate();
    endSend();
    endReceive();
  }

  public boolean isDone() {
    return !sends() && !receives();
  }

  /** Whether a message is left to send. */
  public boolean sends() {
    return sendStep < steps.size();
  }

  public int sendTo() {
    return steps.get(sendStep).sendTo();
  }

  /** What is left of the message to send, in bytes. */
  public int sendBytesLeft() {
    return bytes(steps.get(sendStep).sendLength()) - sent;
  }

  /** How many bytes may be sent now. */
  public int sendableBytes() {
    Step step = steps.get(sendStep);
    int start = bytes(step.sendStart()) + sent;
    int end = bytes(step.sendStart() + step.sendLength());
    for (int i = receiveStep; i < sendStep; i++) {
      Step earlier = steps.get(i);
      if (earlier.receives()) {
        int due = bytes(earlier.receiveStart()) + (i == receiveStep ? settled : 0);
        end = cut(start, end, due, bytes(earlier.receiveStart() + earlier.receiveLength()));
      }
    }
    return end - start;
  }

  /** The next so many bytes, at most {@link #sendableBytes}; borrowed until the next call. */
  public ByteBuffer outgoing(int bytes) {
    int start = bytes(steps.get(sendStep).sendStart()) + sent;
    return outgoing.limit(start + bytes).position(start);
  }

  public void sent(int bytes) {
    sent += bytes;
  }

  /** The message is sent, an empty one too. */
  public void endSend() {
    sent = 0;
    do {
      sendStep++;
    } while (sends() && !steps.get(sendStep).sends());
  }

  /** Whether a message is left to receive. */
  public boolean receives() {
    return receiveStep < steps.size();
  }

  public int receiveFrom() {
    return steps.get(receiveStep).receiveFrom();
  }

  /** What is left of the message to receive, in bytes. */
  public int receiveBytesLeft() {
    return bytes(steps.get(receiveStep).receiveLength()) - arrived;
  }

  /** How many bytes may arrive now. */
  public int receivableBytes() {
    Step step = steps.get(receiveStep);
    int start = bytes(step.receiveStart()) + applied;
    int end = bytes(step.receiveStart() + step.receiveLength());
    for (int i = sendStep; i <= receiveStep && i < steps.size(); i++) {
      Step earlier = steps.get(i);
      if (earlier.sends()) {
        int due = bytes(earlier.sendStart()) + (i == sendStep ? sent : 0);
        end = cut(start, end, due, bytes(earlier.sendStart() + earlier.sendLength()));
      }
    }
    return Math.max(0, end - start - (arrived - applied));
  }

  /** How many bytes one call of {@link #landing} takes at most. */
  public int landingBytes() {
    return Workspace.LANDING_BYTES;
  }

  /**
   * Where the next so many bytes go, at most {@link #receivableBytes} and {@link #landingBytes};
   * borrowed until the next call.
   */
  public ByteBuffer landing(int bytes) {
    Step step = steps.get(receiveStep);
    if (step.receiveOp() == Op.ADD) {
      int split = arrived - applied;
      return workspace.landing.limit(split + bytes).position(split);
    }
    int start = bytes(step.receiveStart()) + arrived;
    return incoming.limit(start + bytes).position(start);
  }

  /** So many bytes have been put where {@link #landing} said; adds them if that is due. */
  public void landed(int bytes) {
    Step step = steps.get(receiveStep);
    int there = arrived - applied + bytes;
    int whole = there - there % element.bytes();
    if (step.receiveOp() == Op.ADD) {
      int first = step.receiveStart() + applied / element.bytes();
      add(first, whole / element.bytes());
      for (int i = whole; i < there; i++) { // an element that came in two pieces
        workspace.landing.put(i - whole, workspace.landing.get(i));
      }
    }
    arrived += bytes;
    applied += whole;
  }

  private void add(int first, int count) {
    switch (element) {
      case FLOAT32 -> workspace.adder.add(floats, first, workspace.landingFloats, count);
      case FLOAT64 -> workspace.adder.add(doubles, first, workspace.landingDoubles, count);
      case BYTE -> throw new IllegalStateException("bytes can't be added");
    }
  }

  /** Lets all bytes that have landed be passed on: they are what the peer sent. */
  public void settle() {
    settled = applied;
  }

  /** The message has landed and settled, an empty one too. */
  public void endReceive() {
    arrived = 0;
    applied = 0;
    settled = 0;
    do {
      receiveStep++;
    } while (receives() && !steps.get(receiveStep).receives());
  }

  private int bytes(int elements) {
    return elements * element.bytes();
  }

  /** Where [start, end) has to stop so as not to touch [from, to). */
  private static int cut(int start, int end, int from, int to) {
    return from < to && from < end && to > start ? Math.max(start, from) : end;
  }

  @Override
  public String toString() {
    return "steps="
        + steps.size()
        + ", sending="
        + (sends() ? "step " + sendStep + " to rank=" + sendTo() : "done")
        + ", receiving="
        + (receives() ? "step " + receiveStep + " from rank=" + receiveFrom() : "done");
  }
}
