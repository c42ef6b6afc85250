package io.thalweg.serving.explain;

import io.thalweg.serving.history.KeyedPasts;
import io.thalweg.serving.infer.InputEncoder;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.version.Servable;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Explains what versions say, on threads of its own, so that inference waits for none of it.
 * Thread-safe.
 */
public final class Explainer implements AutoCloseable {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ExplainConfig config;
  private final Servables servables;
  private final Backgrounds backgrounds;
  private final KeyedPasts pasts;
  private final ThreadPoolExecutor workers;
  private volatile boolean closed;

  /** Explains versions that {@code servables} finds. */
  public Explainer(ExplainConfig config, Servables servables, Backgrounds backgrounds) {
    this(config, servables, backgrounds, KeyedPasts.NONE);
  }

  /**
   * Looks up histories, too.
   *
   * @param pasts from which those follow that a request leaves out
   */
  public Explainer(
      ExplainConfig config, Servables servables, Backgrounds backgrounds, KeyedPasts pasts) {
    this.pasts = pasts;
    this.config = config;
    this.servables = servables;
    this.backgrounds = backgrounds;
    AtomicInteger number = new AtomicInteger();
    this.workers =
        new ThreadPoolExecutor(
            config.workers(),
            config.workers(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(config.queue()),
            task -> {
              Thread thread = new Thread(task, "thalweg-explain-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Explains what a version says of a request's one row.
   *
   * @param version a number or an alias; null: the one that serves
   * @return completes with a {@link RequestException} when there is no such version, or the request
   *     isn't one for it
   * @throws RequestException when too many wait, or the parameters are wrong
   */
  public CompletableFuture<Explanation> explain(
      String model, @Nullable String version, InferRequest request) {
    ExplainRequest how = ExplainRequest.of(request.parameters());
    int budget = budget(how);
    if (request.rows() != 1) {
      throw RequestException.bad(
          "%d rows are given, an explanation is of one".formatted(request.rows()));
    }
    return submit(
        model,
        version,
        servable -> {
          float[] row = InputEncoder.encode(servable, request, pasts.lookup(servable.spec()));
          return model(servable).explain(row, how, budget);
        });
  }

  /**
   * Says which features of a version count over recent traffic.
   *
   * @param version a number or an alias; null: the one that serves
   * @return completes with a {@link RequestException} when there is no such version
   * @throws RequestException when too many wait, or the budget is too large
   */
  public CompletableFuture<Importance> importance(
      String model, @Nullable String version, ExplainRequest request) {
    int budget = budget(request);
    return submit(model, version, servable -> model(servable).importance(request, budget));
  }

  private ServedModel model(Servable servable) {
    return new ServedModel(servable, backgrounds.of(servable));
  }

  private int budget(ExplainRequest request) {
    int budget = request.budget() == null ? config.budget() : request.budget();
    if (budget > config.maxBudget()) {
      throw RequestException.bad(
          "budget %d: at most %d evaluations are allowed".formatted(budget, config.maxBudget()));
    }
    return budget;
  }

  /** The version is acquired by the worker: what waits must not keep an old one from closing. */
  private <T> CompletableFuture<T> submit(
      String model, @Nullable String version, Function<Servable, T> task) {
    try {
      return CompletableFuture.supplyAsync(
          () -> {
            requireOpen();
            Servable servable = servables.acquire(model, version);
            try {
              return task.apply(servable);
            } finally {
              servable.release();
            }
          },
          workers);
    } catch (RejectedExecutionException e) {
      requireOpen();
      throw RequestException.later(
          Status.UNAVAILABLE,
          RETRY_AFTER,
          "%d explanations wait already, ask again later".formatted(config.queue()));
    }
  }

  private void requireOpen() {
    if (closed) {
      throw RequestException.notYet("the server is closing, ask another");
    }
  }

  /** Finishes what is being computed, and refuses what waits. */
  @Override
  public void close() {
    closed = true;
    workers.shutdown();
  }
}
