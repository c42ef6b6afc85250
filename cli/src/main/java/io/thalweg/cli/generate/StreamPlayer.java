package io.thalweg.cli.generate;

import io.thalweg.ingestion.kafka.PushException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Plays a plan's records into a sink: each label once its delay has passed in event time, before
 * the first event that is later. Confined to one thread.
 */
public final class StreamPlayer {
  private final StreamPlan plan;
  private final Tempo tempo;
  private final Stop stop;
  private final LongSupplier nanoTime;
  private long startNanos;

  /** How fast event time passes. */
  public enum Tempo {
    /** As it does, so that records come at the plan's rate. */
    REAL,
    /** As fast as records are taken. */
    UNBOUNDED
  }

  /** Whether somebody wants it to end. */
  @FunctionalInterface
  public interface Stop {
    /** Waits so long at most; true if it is to end. */
    boolean await(long millis) throws InterruptedException;
  }

  /**
   * What was played. Immutable.
   *
   * @param bad of the events
   * @param bytes of all values
   */
  public record Played(long events, long bad, long labels, long bytes) {}

  private record Due(String key, Event.Label label) {}

  public StreamPlayer(StreamPlan plan, Tempo tempo, Stop stop, LongSupplier nanoTime) {
    this.plan = plan;
    this.tempo = tempo;
    this.stop = stop;
    this.nanoTime = nanoTime;
  }

  /**
   * Plays, and waits until all of it is taken.
   *
   * @param events at most
   * @param forNanos after which no more events begin
   * @param progress hears of every event
   */
  public Played play(
      EventForm form, EventSink sink, long events, long forNanos, LongConsumer progress)
      throws IOException, PushException, InterruptedException {
    EventStream stream = new EventStream(plan, form.open(plan));
    Queue<Due> due = new ArrayDeque<>();
    startNanos = nanoTime.getAsLong();
    long played = 0;
    long bad = 0;
    long labels = 0;
    boolean ended = false;
    while (!ended && played < events && nanoTime.getAsLong() - startNanos < forNanos) {
      Event event = stream.next();
      labels += release(due, event.atMillis(), sink);
      ended = awaitTime(event.atMillis()) || sink.hasFailed();
      if (!ended) {
        sink.event(event);
        event.label().ifPresent(label -> due.add(new Due(event.key(), label)));
        bad += event.isBad() ? 1 : 0;
        progress.accept(++played);
      }
    }
    if (!ended) {
      labels += release(due, Long.MAX_VALUE, sink);
    }
    return new Played(played, bad, labels, sink.finish());
  }

  private long release(Queue<Due> due, long untilMillis, EventSink sink)
      throws IOException, InterruptedException {
    long released = 0;
    for (Due next = due.peek();
        next != null && next.label().atMillis() <= untilMillis && !sink.hasFailed();
        next = due.peek()) {
      if (awaitTime(next.label().atMillis())) {
        break;
      }
      sink.label(next.key(), next.label());
      due.remove();
      released++;
    }
    return released;
  }

  /** Waits until event time is that; true if the play is to end instead. */
  private boolean awaitTime(long atMillis) throws InterruptedException {
    if (tempo == Tempo.UNBOUNDED) {
      return stop.await(0);
    }
    long dueNanos = TimeUnit.MILLISECONDS.toNanos(atMillis - StreamPlan.START.toEpochMilli());
    long ahead = dueNanos - (nanoTime.getAsLong() - startNanos);
    // Rounded up: a label never comes before its time.
    return stop.await(Math.max(0, (ahead + 999_999) / 1_000_000));
  }
}
