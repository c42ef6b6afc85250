package io.thalweg.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.serving.TestModel;
import io.thalweg.serving.infer.Answered;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ShadowTest {
  private static final int ROWS = 3;

  private final VersionTable table = new VersionTable(List.of(TestModel.NAME), 3);
  private final ModelSlot slot = table.openSlot(TestModel.NAME);
  private Shadow shadow;

  private void start(double sample, int queueRows) {
    shadow = new Shadow(slot, new ShadowConfig("next", sample, queueRows), 3);
    shadow.start();
  }

  @AfterEach
  void close() {
    shadow.close();
    table.close();
  }

  /** What it computes is a quarter of its number. */
  private void load(long version) {
    load(version, version / 4f);
  }

  private void load(long version, float output) {
    slot.swap(
        FakePredictor.servable(
            TestModel.NAME,
            version,
            new Predictor() {
              @Override
              public Outputs run(float[] dense, int rows) {
                float[] out = new float[rows];
                Arrays.fill(out, output);
                return new Outputs(out, out.clone());
              }

              @Override
              public void close() {}
            }));
  }

  /** A request of three rows that a version has answered. */
  private void answered(long version) {
    Servable s = slot.acquire(Long.toString(version));
    try {
      float[] dense = new float[ROWS * TestModel.WIDTH];
      InferRequest request =
          new InferRequest(
              null,
              List.of(
                  Tensor.ofNumbers(
                      "features",
                      Datatype.FP32,
                      List.of(ROWS, TestModel.WIDTH),
                      new double[dense.length])),
              List.of(),
              Map.of());
      shadow.answered(
          new Answered(s, request, "id", dense, s.predictor().run(dense, ROWS), 10_000));
    } finally {
      s.release();
    }
  }

  private ShadowReport reportOf(long requests) {
    await().until(() -> shadow.report().requests() == requests);
    return shadow.report();
  }

  @Test
  void whatIsAnsweredIsComputedAgainAndCompared() {
    load(1);
    load(3);
    slot.assign("next", 3L);
    start(1, 100);
    answered(1);
    answered(1);
    ShadowReport report = reportOf(2);
    assertThat(report.alias()).isEqualTo("next");
    assertThat(report.version()).hasValue(3);
    assertThat(report.againstFrom()).hasValue(1);
    assertThat(report.rows()).isEqualTo(2 * ROWS);
    assertThat(report.meanDifference()).isEqualTo(0.5);
    assertThat(report.disagreements()).isEqualTo(2 * ROWS);
    assertThat(report.answerMicros()).isEqualTo(10);
    assertThat(report.shadowMicros()).isPositive();
    assertThat(report.failed()).isZero();
  }

  @Test
  void onlyASampleIsComputedAgain() {
    load(1);
    load(2);
    slot.assign("next", 2L);
    start(0.2, 1_000_000);
    for (int i = 0; i < 2_000; i++) {
      answered(1);
    }
    await().until(() -> shadow.report().requests() > 300);
    await().untilAsserted(() -> assertThat(shadow.report().requests()).isBetween(340L, 460L));
  }

  @Test
  void whatFindsTheQueueFullIsDroppedAndCountedAndNobodyWaits() throws InterruptedException {
    load(1);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    slot.swap(
        FakePredictor.servable(
            TestModel.NAME,
            2,
            new Predictor() {
              @Override
              public Outputs run(float[] dense, int rows) {
                running.countDown();
                try {
                  goOn.await();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                return new Outputs(new float[rows], new float[rows]);
              }

              @Override
              public void close() {}
            }));
    slot.assign("next", 2L);
    start(1, 2 * ROWS);
    answered(1);
    running.await();
    for (int i = 0; i < 10; i++) {
      answered(1);
    }
    assertThat(shadow.report().dropped()).isEqualTo(8);
    goOn.countDown();
    assertThat(reportOf(3).dropped()).isEqualTo(8);
  }

  @Test
  void aShadowThatFailsIsCountedWithItsReason() {
    load(1);
    slot.swap(
        FakePredictor.servable(
            TestModel.NAME,
            2,
            new Predictor() {
              @Override
              public Outputs run(float[] dense, int rows) {
                throw new IllegalStateException("no memory");
              }

              @Override
              public void close() {}
            }));
    load(3, Float.NaN);
    slot.assign("next", 2L);
    start(1, 100);
    answered(1);
    await().until(() -> shadow.report().failed() == 1);
    assertThat(shadow.report().failure()).isEqualTo("version 2: no memory");
    slot.assign("next", 3L);
    answered(1);
    await().until(() -> shadow.report().failed() == 2);
    assertThat(shadow.report().failure())
        .isEqualTo("version 3 computed outputs that are no numbers");
    assertThat(shadow.report().requests()).isZero();
  }

  @Test
  void figuresBeginAnewWhenTheAliasMoves() {
    load(1);
    load(2);
    load(3);
    slot.assign("next", 2L);
    start(1, 100);
    answered(1);
    reportOf(1);
    slot.assign("next", 3L);
    answered(1);
    await().until(() -> shadow.report().version().orElse(0) == 3);
    assertThat(shadow.report().requests()).isEqualTo(1);
    assertThat(shadow.report().meanDifference()).isEqualTo(0.5);
  }

  @Test
  void whileTheAliasNamesNothingOrTheVersionThatAnsweredNothingIsCompared() {
    load(1);
    load(2);
    start(1, 100);
    answered(1);
    await().until(() -> shadow.report().skipped() == 1);
    slot.assign("next", 2L);
    answered(2);
    answered(1);
    assertThat(reportOf(1).skipped()).isEqualTo(2);
    assertThat(shadow.report().failed()).isZero();
  }
}
