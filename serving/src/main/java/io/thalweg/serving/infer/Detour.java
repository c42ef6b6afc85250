package io.thalweg.serving.infer;

import io.thalweg.serving.protocol.InferAnswer;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.version.Servable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Answers a request by a version that doesn't serve as a rule. What that one fails, the version
 * that serves answers, so that nobody pays for a new one. Immutable; used by one request.
 *
 * @param arrivedNanos when the request's last byte was read, of {@link System#nanoTime}
 * @param deadlineNanos when nobody waits any more, likewise
 */
record Detour(
    Inference inference,
    Servables servables,
    String model,
    InferRequest request,
    long arrivedNanos,
    long deadlineNanos) {

  /** Answers by the alias of a side. */
  CompletableFuture<InferAnswer> answer(Runner runner, String side) {
    Servable servable;
    try {
      servable = servables.acquire(model, side);
    } catch (RequestException e) {
      return serving(runner, true); // It has left since the request was routed.
    }
    CompletableFuture<InferAnswer> answer;
    try {
      answer = inference.compute(runner, servable, request, true, arrivedNanos, deadlineNanos);
    } catch (RequestException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.exceptionallyCompose(
        failed -> instead(runner.fromAnywhere(), servable, cause(failed)));
  }

  private CompletableFuture<InferAnswer> serving(Runner runner, boolean routed) {
    Servable servable = servables.acquire(model, null);
    return inference.compute(runner, servable, request, routed, arrivedNanos, deadlineNanos);
  }

  /**
   * The answer isn't one of the serving version's share: what another has failed would make that
   * version look bad.
   */
  private CompletableFuture<InferAnswer> instead(Runner runner, Servable side, Throwable failed) {
    boolean mayPass = !(failed instanceof RequestException e) || e.status() == Status.BAD_REQUEST;
    if (!mayPass || System.nanoTime() - deadlineNanos > 0) {
      return CompletableFuture.failedFuture(failed);
    }
    return serving(runner, false)
        .whenComplete(
            (answer, failedToo) -> {
              // A request that only the side finds fault with is the side's failure.
              if (failedToo == null && failed instanceof RequestException) {
                inference.failed(side);
              }
            });
  }

  private static Throwable cause(Throwable failed) {
    return failed instanceof CompletionException && failed.getCause() != null
        ? failed.getCause()
        : failed;
  }
}
