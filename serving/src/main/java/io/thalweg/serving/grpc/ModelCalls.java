package io.thalweg.serving.grpc;

import io.thalweg.oip.ModelInferRequest;
import io.thalweg.oip.ModelInferResponse;
import io.thalweg.oip.ModelMetadataResponse;
import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.infer.Runner;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.Servable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers the calls that name a model. Thread-safe. */
public final class ModelCalls {
  private final Servables servables;
  private final Inference inference;
  private final ServingRecorder recorder;
  private final Duration deadline;

  /**
   * Answers from the versions of a table.
   *
   * @param deadline of a call that names none
   */
  public ModelCalls(
      Servables servables, Inference inference, ServingRecorder recorder, Duration deadline) {
    this.servables = servables;
    this.inference = inference;
    this.recorder = recorder;
    this.deadline = deadline;
  }

  boolean isReady(String model, String version) {
    if (servables.slot(model).servingVersion().isEmpty()) {
      return false;
    }
    servables.acquire(model, given(version)).release();
    return true;
  }

  ModelMetadataResponse metadata(String model, String version) {
    Servable servable = servables.acquire(model, given(version));
    try {
      List<Long> versions =
          version.isEmpty() ? servables.slot(model).versions() : List.of(servable.version());
      return AnswerMessages.model(servable, versions);
    } finally {
      servable.release();
    }
  }

  void infer(Runner runner, Call<ModelInferRequest, ModelInferResponse> call, ModelInferRequest q) {
    long arrivedNanos = System.nanoTime();
    try {
      InferRequest request = RequestMessages.read(q);
      boolean raw = q.getRawInputContentsCount() > 0;
      call.answerWith(
          inference
              .infer(
                  runner,
                  q.getModelName(),
                  given(q.getModelVersion()),
                  request,
                  arrivedNanos,
                  arrivedNanos + waitNanos(call, request))
              .whenComplete(
                  (answer, failed) -> {
                    if (failed != null) {
                      recorder.failed(q.getModelName(), failed);
                    }
                  }),
          answer -> {
            ModelInferResponse message = AnswerMessages.outputs(answer, raw);
            recorder.served(answer.model(), answer.version(), System.nanoTime() - arrivedNanos);
            call.answer(message);
          });
    } catch (RuntimeException e) {
      recorder.failed(q.getModelName(), e);
      throw e;
    }
  }

  private long waitNanos(Call<?, ?> call, InferRequest request) {
    long millis = call.timeoutMillis();
    double micros = request.number(InferRequest.TIMEOUT, 0);
    if (millis > 0) {
      return TimeUnit.MILLISECONDS.toNanos(millis);
    }
    return micros > 0 ? (long) (micros * 1_000) : deadline.toNanos();
  }

  private static @Nullable String given(String version) {
    return version.isEmpty() ? null : version;
  }
}
