package io.thalweg.serving.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.schemas.LearnedEvent;
import io.thalweg.schemas.ServedPrediction;
import io.thalweg.serving.infer.Answered;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.Servable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class FeedbackTest {
  private final AtomicInteger judged = new AtomicInteger();

  private Feedback feedback(double sample, double features, int queueRows, Sent sender) {
    FeedbackConfig config =
        new FeedbackConfig(
            null, sample, features, queueRows, Map.of(), 1_000, Duration.ofHours(1), 4);
    return new Feedback(
        config, () -> Instant.ofEpochMilli(1_234), sender, prediction -> judged.incrementAndGet());
  }

  private static final Servable SERVABLE = servable();

  private static Servable servable() {
    FeatureSpec three = new FeatureSpec(List.of(new Feature.Vector("x", "x", 3, Scaling.NONE)));
    Manifest manifest =
        new Manifest(
            new ModelSpec("m", three, List.of(), new Head.Multiclass(2), 1),
            7,
            null,
            0,
            0,
            0,
            0,
            Map.of(),
            Map.of(),
            new Manifest.Parity(List.of(), List.of()),
            List.of(),
            false,
            null);
    return new Servable(manifest, "sha", 0, new FakePredictor(7));
  }

  private static void answer(Feedback feedback, String id, int rows) {
    float[] dense = new float[3 * rows];
    float[] outputs = new float[2 * rows];
    float[] logits = new float[2 * rows];
    for (int i = 0; i < rows; i++) {
      dense[3 * i] = i;
      outputs[2 * i + 1] = 1;
      logits[2 * i] = -i;
      logits[2 * i + 1] = i;
    }
    Tensor x = Tensor.ofNumbers("x", Datatype.FP32, List.of(rows, 3), new double[3 * rows]);
    InferRequest request = new InferRequest(id, List.of(x), List.of(), Map.of());
    feedback.answered(
        new Answered(SERVABLE, request, id, dense, new Outputs(outputs, logits), 5_999));
    Arrays.fill(dense, Float.NaN); // they were borrowed
    Arrays.fill(outputs, Float.NaN);
    Arrays.fill(logits, Float.NaN);
  }

  @Test
  void everyRowIsSentAsItWasAnsweredAndMeetsItsOwnLabel() throws Exception {
    Sent sent = new Sent(10);
    try (Feedback feedback = feedback(1, 1, 10, sent)) {
      feedback.start();
      answer(feedback, "r", 2);
      assertThat(sent.predictions.poll(10, TimeUnit.SECONDS))
          .isEqualTo(
              new ServedPrediction("r", 0, "m", 7, 1_234, List.of(0f, 0f), List.of(0f, 0f, 0f), 5));
      assertThat(sent.predictions.poll(10, TimeUnit.SECONDS))
          .isEqualTo(
              new ServedPrediction(
                  "r", 1, "m", 7, 1_234, List.of(-1f, 1f), List.of(1f, 0f, 0f), 5));
      assertThat(sent.topic).isEqualTo("m.predictions");
      feedback.learned("m", new LearnedEvent("r", 1, 0, 1, 0));
      feedback.learned("m", new LearnedEvent("r/1", 0, 0, 1, 0));
      VersionFigures figures = feedback.figures().versions().get(0);
      assertThat(figures.matched()).isEqualTo(2);
      assertThat(figures.metrics().get("accuracy")).isEqualTo(0.5);
      assertThat(judged).hasValue(2);
    }
    assertThat(sent.closed).isTrue();
  }

  @Test
  void featuresAndRequestsAreSampledById() {
    Sent sent = new Sent(Integer.MAX_VALUE);
    try (Feedback feedback = feedback(0.5, 0.5, 100_000, sent)) {
      feedback.start();
      for (int i = 0; i < 1_000; i++) {
        answer(feedback, "e" + i, 2);
      }
    }
    RequestSampling sampling = new RequestSampling(0.5, 0.5);
    assertThat(sent.predictions).hasSizeBetween(800, 1_200).allMatch(p -> sampling.takes(p.id()));
    assertThat(sent.predictions)
        .allMatch(p -> sampling.takesFeatures(p.id()) == (p.features() != null));
    assertThat(sent.predictions.stream().filter(p -> p.features() != null).count())
        .isBetween(400L, 600L);
  }

  /** The sender stands still, so nothing leaves the queue but what it holds. */
  @Test
  void whatFindsNoRoomIsDroppedAndCountedAndNobodyWaits() {
    Sent sent = new Sent(0);
    Feedback feedback = feedback(1, 0, 10, sent);
    feedback.start();
    answer(feedback, "first", 1);
    await().until(() -> sent.permits.hasQueuedThreads());
    for (int i = 0; i < 8; i++) {
      answer(feedback, "e" + i, 3);
    }
    assertThat(feedback.figures().dropped()).isEqualTo(15);
    sent.permits.release(100);
    await().until(() -> sent.predictions.size() == 10);
    answer(feedback, "last", 3);
    await().until(() -> sent.predictions.size() == 13);
    feedback.close();
    assertThat(feedback.figures().sent()).isEqualTo(13);
  }

  @Test
  void aListenerThatFailsStopsNobody() throws Exception {
    FeedbackConfig config =
        new FeedbackConfig(null, 1, 0, 10, Map.of(), 10, Duration.ofHours(1), 4);
    OutcomeListener broken =
        prediction -> {
          throw new IllegalStateException("broken");
        };
    Sent sent = new Sent(10);
    try (Feedback feedback = new Feedback(config, () -> Instant.ofEpochMilli(1), sent, broken)) {
      feedback.start();
      answer(feedback, "a", 1);
      assertThat(sent.predictions.poll(10, TimeUnit.SECONDS)).isNotNull();
      feedback.learned("m", new LearnedEvent("a", 1, 0, 1, 0));
      assertThat(feedback.figures().versions().get(0).matched()).isEqualTo(1);
    }
  }

  @Test
  void aClosePassesOnWhatWaits() {
    Sent sent = new Sent(1_000);
    Feedback feedback = feedback(1, 0, 1_000, sent);
    for (int i = 0; i < 500; i++) {
      answer(feedback, "e" + i, 1);
    }
    feedback.start();
    feedback.close();
    assertThat(sent.predictions).hasSize(500);
  }
}
