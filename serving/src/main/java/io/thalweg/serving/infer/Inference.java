package io.thalweg.serving.infer;

import io.thalweg.model.Head;
import io.thalweg.serving.history.KeyedPasts;
import io.thalweg.serving.history.PastLookup;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.protocol.InferAnswer;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.InferRequest.RequestedOutput;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.protocol.binary.BinaryTail;
import io.thalweg.serving.version.Servable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Answers infer requests: acquires a version, encodes the inputs for it, has the rows computed on
 * it, releases it. Thread-safe.
 */
public final class Inference {
  private final Servables servables;
  private final Routing routing;
  private final List<AnswerObserver> observers;
  private final boolean makesIds;
  private final KeyedPasts pasts;

  /** Requests that name no version get what serves. */
  public Inference(Servables servables, List<AnswerObserver> observers) {
    this(servables, Routing.NONE, observers);
  }

  /**
   * Observers are called in their order.
   *
   * @param routing finds the version of a request that names none
   * @param observers told of every answer
   */
  public Inference(Servables servables, Routing routing, List<AnswerObserver> observers) {
    this(servables, routing, observers, KeyedPasts.NONE);
  }

  /**
   * Looks up histories, too.
   *
   * @param pasts from which those follow that a request leaves out
   */
  public Inference(
      Servables servables, Routing routing, List<AnswerObserver> observers, KeyedPasts pasts) {
    this.pasts = pasts;
    this.servables = servables;
    this.routing = routing;
    this.observers = List.copyOf(observers);
    this.makesIds = observers.stream().anyMatch(AnswerObserver::needsId);
  }

  /**
   * Answers one request.
   *
   * @param runner computes the rows
   * @param version a number or an alias; null: the one that serves
   * @param arrivedNanos when the request's last byte was read, of {@link System#nanoTime}
   * @param deadlineNanos when nobody waits any more, likewise
   * @return completes with a {@link RequestException} where the request is at fault
   * @throws RequestException likewise
   */
  public CompletableFuture<InferAnswer> infer(
      Runner runner,
      String model,
      @Nullable String version,
      InferRequest request,
      long arrivedNanos,
      long deadlineNanos) {
    String side = version == null ? routing.side(model, request) : null;
    if (side != null) {
      return new Detour(this, servables, model, request, arrivedNanos, deadlineNanos)
          .answer(runner, side);
    }
    Servable servable = servables.acquire(model, version);
    return compute(runner, servable, request, version == null, arrivedNanos, deadlineNanos);
  }

  /**
   * Answers by one version.
   *
   * @param servable counted in, released when the future completes
   * @param routed whether it was the server's choice, not the request's
   */
  CompletableFuture<InferAnswer> compute(
      Runner runner,
      Servable servable,
      InferRequest request,
      boolean routed,
      long arrivedNanos,
      long deadlineNanos) {
    try {
      List<RequestedOutput> outputs = outputs(servable, request);
      PastLookup lookup = pasts.lookup(servable.spec());
      float[] dense = InputEncoder.encode(servable, request, lookup);
      String reach = lookup == null ? null : lookup.offsets();
      return runner
          .run(servable, dense, request.rows(), deadlineNanos)
          .handle(
              (computed, failed) -> {
                try {
                  if (failed != null) {
                    if (routed && isOurs(failed)) {
                      failed(servable);
                    }
                    throw failed instanceof RequestException e
                        ? e
                        : new IllegalStateException(failed);
                  }
                  return answer(
                      servable, request, outputs, dense, reach, computed, routed, arrivedNanos);
                } finally {
                  servable.release();
                }
              });
    } catch (RuntimeException | Error e) {
      servable.release();
      throw e;
    }
  }

  /** Neither the request's fault nor the crowd's. */
  private static boolean isOurs(Throwable failed) {
    return !(failed instanceof RequestException e) || e.status() == Status.DEADLINE;
  }

  void failed(Servable servable) {
    for (AnswerObserver observer : observers) {
      observer.failed(servable);
    }
  }

  private InferAnswer answer(
      Servable servable,
      InferRequest request,
      List<RequestedOutput> asked,
      float[] dense,
      @Nullable String reach,
      Outputs computed,
      boolean routed,
      long arrivedNanos) {
    List<InferAnswer.Output> outputs = new ArrayList<>(asked.size());
    for (RequestedOutput o : asked) {
      boolean logits = o.name().equalsIgnoreCase(Predictor.LOGITS);
      float[] values = logits ? computed.logitsView() : computed.headView();
      requireFinite(o.name(), values, request.rows());
      outputs.add(
          new InferAnswer.Output(o.name(), values, labels(servable.spec().head()), o.binary()));
    }
    String id = request.id();
    if (!observers.isEmpty()) {
      id = id == null && makesIds ? madeUpId() : id;
      Answered answered =
          new Answered(
              servable, request, id, dense, computed, System.nanoTime() - arrivedNanos, routed);
      for (AnswerObserver observer : observers) {
        observer.answered(answered);
      }
    }
    return new InferAnswer(
        servable.spec().name(),
        servable.version(),
        id,
        servable.trainedThrough(),
        reach,
        request.rows(),
        outputs);
  }

  private static String madeUpId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return HexFormat.of().toHexDigits(random.nextLong())
        + HexFormat.of().toHexDigits(random.nextLong());
  }

  /** Names of a multilabel head's columns; null where there are none. */
  public static @Nullable String labels(Head head) {
    return head instanceof Head.Multilabel m && !m.names().isEmpty()
        ? String.join(",", m.names())
        : null;
  }

  /** What is asked for, checked; all outputs where nothing is. */
  private static List<RequestedOutput> outputs(Servable servable, InferRequest request) {
    List<String> all = List.of(servable.spec().head().outputName(), Predictor.LOGITS);
    if (request.outputs().isEmpty()) {
      boolean binary = Boolean.TRUE.equals(request.parameters().get(BinaryTail.ALL_WANTED));
      return all.stream().map(name -> new RequestedOutput(name, binary)).toList();
    }
    Set<String> seen = new HashSet<>();
    for (RequestedOutput asked : request.outputs()) {
      String name =
          all.stream()
              .filter(asked.name()::equalsIgnoreCase)
              .findFirst()
              .orElseThrow(
                  () ->
                      RequestException.bad(
                          "output '%s' is unknown, model '%s' has %s"
                              .formatted(asked.name(), servable.spec().name(), all)));
      if (!seen.add(name)) {
        throw RequestException.bad("output '%s' is asked for twice".formatted(asked.name()));
      }
    }
    return request.outputs();
  }

  /** JSON has no other numbers. */
  private static void requireFinite(String output, float[] values, int rows) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw RequestException.bad(
            "row %d: %s is %s, the inputs are too large for float32"
                .formatted(i / (values.length / rows), output, values[i]));
      }
    }
  }
}
