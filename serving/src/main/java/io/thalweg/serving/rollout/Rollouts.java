package io.thalweg.serving.rollout;

import io.thalweg.serving.feedback.JudgedPrediction;
import io.thalweg.serving.feedback.OutcomeListener;
import io.thalweg.serving.infer.AnswerObserver;
import io.thalweg.serving.infer.Answered;
import io.thalweg.serving.infer.Routing;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rollouts of a server's models. Requests ask it where to go, and it is told what has become of
 * them; it looks at what follows from that on a thread of its own. Thread-safe; requests take no
 * lock.
 */
public final class Rollouts implements Routing, AnswerObserver, OutcomeListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rollouts.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final Map<String, Rollout> byModel = new TreeMap<>();
  private final InstantSource clock;
  private final Thread thread;

  /** Models whose last look failed. Confined to the thread that looks. */
  private final Set<String> failing = new HashSet<>();

  private volatile boolean closed;

  /**
   * Nothing is split, tried or run beside the others before it starts.
   *
   * @param aliases moves aliases; may block
   * @param seed of the random numbers by which requests without a key find their side
   */
  public Rollouts(
      RolloutConfig config,
      VersionTable table,
      AliasWriter aliases,
      InstantSource clock,
      long seed) {
    this.clock = clock;
    config
        .models()
        .forEach(
            (model, rollout) ->
                byModel.put(
                    model,
                    new Rollout(
                        table.openSlot(model), rollout, aliases, seed ^ KeyHash.of(model))));
    this.thread = new Thread(this::work, "thalweg-rollout");
    thread.setDaemon(true);
  }

  public void start() {
    byModel.values().forEach(Rollout::start);
    if (!byModel.isEmpty()) {
      thread.start();
    }
  }

  private void work() {
    while (!closed) {
      look();
      LockSupport.parkNanos(this, LOOK_EVERY.toNanos());
    }
  }

  /** Does for every model what is to be done by now. */
  void look() {
    for (Map.Entry<String, Rollout> each : byModel.entrySet()) {
      try {
        each.getValue().look(clock.millis());
        failing.remove(each.getKey());
      } catch (RuntimeException e) {
        if (failing.add(each.getKey())) {
          LOG.error("model {}: looking at its rollout fails, tried again", each.getKey(), e);
        }
      }
    }
  }

  @Override
  public @Nullable String side(String model, InferRequest request) {
    Rollout rollout = byModel.get(model);
    return rollout == null ? null : rollout.side(request);
  }

  @Override
  public void answered(Answered answered) {
    Rollout rollout = byModel.get(answered.servable().spec().name());
    if (rollout != null) {
      rollout.answered(answered);
    }
  }

  @Override
  public void failed(Servable servable) {
    Rollout rollout = byModel.get(servable.spec().name());
    if (rollout != null) {
      rollout.failed(servable.version());
    }
  }

  @Override
  public void judged(JudgedPrediction prediction) {
    Rollout rollout = byModel.get(prediction.model());
    if (rollout != null && prediction.routed()) {
      rollout.outcome(prediction.version(), prediction.servedAtMillis(), prediction.loss());
    }
  }

  /** By name of the model. */
  public List<RolloutReport> reports() {
    return byModel.values().stream().map(Rollout::report).toList();
  }

  /** Null where the model has no rollout. */
  public @Nullable RolloutReport report(String model) {
    Rollout rollout = byModel.get(model);
    return rollout == null ? null : rollout.report();
  }

  /**
   * Tries a version now, in place of the canary if there is one. May block.
   *
   * @throws IllegalStateException with one line for the user where that can't be
   * @throws IOException when the alias can't be moved
   */
  public void startCanary(String model, long version) throws IOException {
    canary(model).start(version, clock.millis());
  }

  /**
   * Ends the trial of the canary, which isn't tried again by itself. May block.
   *
   * @throws IllegalStateException with one line for the user where there is none
   * @throws IOException when the alias can't be moved
   */
  public void abortCanary(String model) throws IOException {
    canary(model).abort(clock.millis());
  }

  private CanaryRollout canary(String model) {
    Rollout rollout = byModel.get(model);
    CanaryRollout canary = rollout == null ? null : rollout.canary();
    if (canary == null) {
      throw new IllegalStateException(
          "model '%s' has no canaries; configure rollout.%s.canary".formatted(model, model));
    }
    return canary;
  }

  /** Ends trials as they stand; waits for an alias that is being moved, for 2 s at most. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byModel.values().forEach(Rollout::close);
  }
}
