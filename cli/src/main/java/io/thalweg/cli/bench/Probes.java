package io.thalweg.cli.bench;

import io.thalweg.bench.measure.Latencies;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Events of which is known when they were sent, each until an answer comes of a version that has
 * learned from it. Sent by one thread, answered by one.
 */
final class Probes {
  private static final int MOST = 1 << 20;

  private final Map<Integer, Queue<Probe>> waiting = new ConcurrentHashMap<>();
  private final Latencies ages = new Latencies(MOST);
  private volatile long from = Long.MAX_VALUE;
  private long answers;
  private double sentPerSecond;
  private volatile long until = Long.MAX_VALUE;

  private record Probe(long offset, long sentNanos) {}

  /** What is sent from now on counts. */
  void begin() {
    from = System.nanoTime();
  }

  /** What is sent from now on doesn't. */
  void end() {
    until = System.nanoTime();
  }

  private boolean counts(Probe probe) {
    return probe.sentNanos() >= from && probe.sentNanos() < until;
  }

  /** In the order of a partition's offsets. */
  void sent(int partition, long offset, long sentNanos) {
    waiting
        .computeIfAbsent(partition, p -> new ConcurrentLinkedQueue<>())
        .add(new Probe(offset, sentNanos));
  }

  /**
   * Takes down an answer.
   *
   * @param trainedThrough as answers have it: {@code TOPIC/PARTITION:OFFSET,...}, all below is
   *     learned
   */
  void answered(String trainedThrough, long nowNanos) {
    answers++;
    for (String part : trainedThrough.split(",", -1)) {
      int slash = part.lastIndexOf('/');
      int colon = part.lastIndexOf(':');
      Queue<Probe> queue = waiting.get(Integer.parseInt(part.substring(slash + 1, colon)));
      long through = Long.parseLong(part.substring(colon + 1));
      while (queue != null && !queue.isEmpty() && queue.element().offset() < through) {
        Probe probe = queue.remove();
        if (counts(probe)) {
          ages.record(nowNanos - probe.sentNanos());
        }
      }
    }
  }

  /** How many there were; for who answers. */
  long answers() {
    return answers;
  }

  void sentPerSecond(double events) {
    sentPerSecond = events;
  }

  /** Of events, of which few are probes. */
  double sentPerSecond() {
    return sentPerSecond;
  }

  /** From sending to the first answer that has learned from it; for who answers. */
  Latencies ages() {
    return ages;
  }

  /** How many of those that count have no answer yet. */
  long unanswered() {
    return waiting.values().stream().flatMap(Queue::stream).filter(this::counts).count();
  }
}
