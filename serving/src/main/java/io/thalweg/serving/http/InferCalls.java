package io.thalweg.serving.http;

import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.protocol.InferAnswer;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.stats.ServingRecorder;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/** Has the infer requests of exchanges answered, and counts them. Thread-safe. */
public final class InferCalls {
  private final Inference inference;
  private final ServingRecorder recorder;
  private final Duration deadline;

  /**
   * Counts with the recorder.
   *
   * @param deadline of a request that names none
   */
  public InferCalls(Inference inference, ServingRecorder recorder, Duration deadline) {
    this.inference = inference;
    this.recorder = recorder;
    this.deadline = deadline;
  }

  /**
   * Answers one request of the exchange's version, or of the one that serves.
   *
   * @param reader makes the request of the exchange's body
   * @param write makes the answer's bytes and hands out what sends them, so that whoever has an
   *     answer finds it counted
   */
  void answer(
      Exchange exchange,
      String model,
      Supplier<InferRequest> reader,
      Function<InferAnswer, Runnable> write) {
    try {
      InferRequest request = reader.get();
      exchange.sendWith(
          inference
              .infer(
                  exchange.runner(),
                  model,
                  exchange.optionalParameter("version"),
                  request,
                  exchange.arrivedNanos(),
                  exchange.arrivedNanos() + waitNanos(request))
              .whenComplete(
                  (answer, failed) -> {
                    if (failed != null) {
                      recorder.failed(model, failed);
                    }
                  }),
          answer -> {
            Runnable send = write.apply(answer);
            recorder.served(
                answer.model(), answer.version(), System.nanoTime() - exchange.arrivedNanos());
            send.run();
          });
    } catch (RuntimeException e) {
      recorder.failed(model, e);
      throw e;
    }
  }

  private long waitNanos(InferRequest request) {
    double micros = request.number(InferRequest.TIMEOUT, 0);
    return micros > 0 ? (long) (micros * 1_000) : deadline.toNanos();
  }
}
