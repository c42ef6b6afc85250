package io.thalweg.serving.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.serving.TestModel;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferAnswer;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.RequestException.Status;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Version 1 is the champion, version 2 the canary, which gets every request without a version. */
final class RoutedInferenceTest {
  private final VersionTable table = new VersionTable(List.of(TestModel.NAME), 4);
  private final ModelSlot slot = table.openSlot(TestModel.NAME);
  private final List<String> told = new ArrayList<>();
  private final Inference inference =
      new Inference(
          new Servables(table),
          (model, request) -> "canary",
          List.of(
              new AnswerObserver() {
                @Override
                public void answered(Answered a) {
                  told.add(
                      (a.isRouted() ? "routed to " : "detour or own choice: ")
                          + a.servable().version());
                }

                @Override
                public void failed(Servable servable) {
                  told.add("failed " + servable.version());
                }
              }));
  private @Nullable RuntimeException failure;

  @BeforeEach
  void load() {
    slot.swap(FakePredictor.servable(1));
    slot.assign("champion", 1L);
    slot.swap(FakePredictor.servable(2));
    slot.assign("canary", 2L);
  }

  /** Fails if a reader was not counted out: closing waits for it. */
  @AfterEach
  void close() {
    table.close();
  }

  /** Fails what the canary is to compute, if there is a failure. */
  private CompletableFuture<Outputs> run(Servable s, float[] dense, int rows, long deadline) {
    return failure != null && s.version() == 2
        ? CompletableFuture.failedFuture(failure)
        : CompletableFuture.completedFuture(s.predictor().run(dense, rows));
  }

  private InferAnswer answer(@Nullable String version, int columns) {
    InferRequest request =
        new InferRequest(
            "id",
            List.of(
                Tensor.ofNumbers(
                    "features", Datatype.FP32, List.of(1, columns), new double[columns])),
            List.of(),
            Map.of());
    long now = System.nanoTime();
    return inference
        .infer(
            this::run,
            TestModel.NAME,
            version,
            request,
            now,
            now + Duration.ofSeconds(30).toNanos())
        .join();
  }

  private InferAnswer answer(@Nullable String version) {
    return answer(version, TestModel.WIDTH);
  }

  /** Of inputs that are too large. */
  private static final class Overflowing implements Predictor {
    @Override
    public Outputs run(float[] dense, int rows) {
      return new Outputs(new float[] {Float.NaN}, new float[] {Float.NaN});
    }

    @Override
    public void close() {}
  }

  @Test
  void aRequestWithoutAVersionGoesWhereItIsRouted() {
    assertThat(answer(null).version()).isEqualTo(2);
    assertThat(told).containsExactly("routed to 2");
  }

  @Test
  void aRequestThatNamesAVersionIsNobodysShare() {
    assertThat(answer("1").version()).isEqualTo(1);
    assertThat(answer("canary").version()).isEqualTo(2);
    assertThat(told).containsExactly("detour or own choice: 1", "detour or own choice: 2");
  }

  @Test
  void whatTheSideFailsWhatServesAnswersAndItIsNotOfItsShare() {
    failure = new IllegalStateException("no memory");
    assertThat(answer(null).version()).isEqualTo(1);
    assertThat(told).containsExactly("failed 2", "detour or own choice: 1");
  }

  @Test
  void aSideThatHasLeftMeanwhileHasNotFailed() {
    slot.assign("canary", null);
    assertThat(answer(null).version()).isEqualTo(1);
    assertThat(told).containsExactly("routed to 1");
  }

  @Test
  void whatOnlyTheSideFindsFaultWithIsItsFailure() {
    failure = RequestException.bad("input 'age' is no feature of model 'clicks'");
    assertThat(answer(null).version()).isEqualTo(1);
    assertThat(told).containsExactly("detour or own choice: 1", "failed 2");
  }

  @Test
  void aRequestThatBothFindFaultWithIsNobodysFailure() {
    assertThatThrownBy(() -> answer(null, 3))
        .hasMessageContaining("input 'features': shape [1, 3], want [batch, 8]");
    assertThat(told).isEmpty();
  }

  @Test
  void soIsOneThatBothFailOnceItIsComputed() {
    for (long version : new long[] {3, 4}) {
      slot.swap(FakePredictor.servable(TestModel.NAME, version, new Overflowing()));
    }
    slot.assign("champion", 3L);
    slot.assign("canary", 4L);
    assertThatThrownBy(() -> answer(null)).hasMessageContaining("probability is NaN");
    assertThat(told).isEmpty();
  }

  @Test
  void aFailureOfAVersionThatTheRequestNamesIsNobodysShare() {
    failure = new IllegalStateException("no memory");
    assertThatThrownBy(() -> answer("2")).hasMessageContaining("no memory");
    assertThat(told).isEmpty();
  }

  @Test
  void aDeadlineThatPassesIsTheSidesFailureAndTooLateForAnother() {
    failure = RequestException.of(Status.DEADLINE, "the deadline passed");
    assertThatThrownBy(() -> answer(null)).hasMessageContaining("the deadline passed");
    assertThat(told).containsExactly("failed 2");
  }

  @Test
  void aCrowdIsNobodysFailure() {
    failure = RequestException.later(Status.TOO_MANY, Duration.ofSeconds(1), "too many requests");
    assertThatThrownBy(() -> answer(null)).hasMessageContaining("too many requests");
    assertThat(told).isEmpty();
  }
}
