package io.thalweg.serving.explain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thalweg.model.artifact.Manifest;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.json.InferJsonReader;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ExplainerTest {
  private static final int QUEUE = 2;
  private static final ExplainConfig CONFIG =
      new ExplainConfig(100, Duration.ofSeconds(10), 500, 1000, 1, QUEUE);

  private final AtomicReference<Thread> worker = new AtomicReference<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final VersionTable table = new VersionTable(List.of(TestModel.NAME));
  private final Explainer explainer =
      new Explainer(CONFIG, new Servables(table), new Backgrounds(CONFIG, System::nanoTime));

  /** Computes 0 once it is released. */
  private final class Held implements Predictor {
    @Override
    public Outputs run(float[] dense, int rows) {
      worker.set(Thread.currentThread());
      running.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return new Outputs(new float[rows], new float[rows]);
    }

    @Override
    public void close() {}
  }

  private final Servable servable =
      new Servable(
          new Manifest(
              TestModel.SPEC,
              1,
              null,
              0,
              0,
              0,
              0,
              Map.of(),
              Map.of(),
              TestModel.parity(1),
              List.of()),
          "none",
          0,
          new Held());

  @BeforeEach
  void serve() {
    table.openSlot(TestModel.NAME).swap(servable);
  }

  /** Waits for readers, so nothing may hold the version any more. */
  @AfterEach
  void close() {
    release.countDown();
    explainer.close();
    table.close();
  }

  private static InferRequest request(String more, int rows) {
    String truths = "\"datatype\": \"BOOL\", \"shape\": [%d], \"data\": %s";
    return InferJsonReader.read(
        "{\"inputs\": [{\"name\": \"member\", %s}]%s}"
            .formatted(truths.formatted(rows, Collections.nCopies(rows, true)), more)
            .getBytes(UTF_8));
  }

  private CompletableFuture<Explanation> explain() {
    return explainer.explain(TestModel.NAME, null, request("", 1));
  }

  @Test
  void refusesWhatFindsTheQueueFullAndAnswersTheRest() throws Exception {
    List<CompletableFuture<Explanation>> accepted = new ArrayList<>();
    accepted.add(explain());
    assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
    for (int i = 0; i < QUEUE; i++) {
      accepted.add(explain());
    }
    assertThatThrownBy(this::explain)
        .isInstanceOf(RequestException.class)
        .hasMessage("2 explanations wait already, ask again later");
    release.countDown();
    for (CompletableFuture<Explanation> f : accepted) {
      assertThat(f.get(1, TimeUnit.MINUTES).attributions().prediction()).isZero();
    }
    assertThat(explain().get(1, TimeUnit.MINUTES).version()).isEqualTo(1);
  }

  @Test
  void whatWaitsIsAnsweredWhenItIsClosed() throws Exception {
    CompletableFuture<Explanation> first = explain();
    assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Explanation> second = explain();
    explainer.close();
    release.countDown();
    assertThat(first.get(1, TimeUnit.MINUTES).version()).isEqualTo(1);
    assertThatThrownBy(second::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseMessage("the server is closing, ask another");
    assertThatThrownBy(this::explain).hasMessage("the server is closing, ask another");
  }

  @Test
  void aBudgetBeyondTheServersIsRefused() {
    release.countDown();
    InferRequest dear = request(", \"parameters\": {\"budget\": 1001}", 1);
    assertThatThrownBy(() -> explainer.explain(TestModel.NAME, null, dear))
        .hasMessage("budget 1001: at most 1000 evaluations are allowed");
    ExplainRequest all = ExplainRequest.of(Map.of("budget", "1001"));
    assertThatThrownBy(() -> explainer.importance(TestModel.NAME, null, all))
        .hasMessage("budget 1001: at most 1000 evaluations are allowed");
    assertThat(explain().join().attributions().evaluations()).isLessThanOrEqualTo(500);
  }

  @Test
  void whatIsNoRequestForTheVersionIsRefused() {
    release.countDown();
    assertThatThrownBy(() -> explainer.explain(TestModel.NAME, null, request("", 2)))
        .hasMessage("2 rows are given, an explanation is of one");
    assertThatThrownBy(() -> explainer.explain(TestModel.NAME, "7", request("", 1)).join())
        .hasCauseInstanceOf(RequestException.class)
        .hasMessageContaining("no version '7'");
    assertThatThrownBy(() -> explainer.explain("others", null, request("", 1)).join())
        .hasMessageContaining("model 'others' is unknown");
  }

  @Test
  void whatWaitsDoesNotKeepAVersionFromClosing() throws Exception {
    CompletableFuture<Explanation> first = explain();
    assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Explanation> second = explain();
    Servable next = BackgroundsTest.servable(TestModel.SPEC, 2);
    Thread updater = new Thread(() -> table.openSlot(TestModel.NAME).swap(next));
    updater.start();
    await().until(() -> table.openSlot(TestModel.NAME).servingVersion().getAsLong() == 2);
    release.countDown();
    assertThat(first.get(1, TimeUnit.MINUTES).version()).isEqualTo(1);
    assertThat(second.get(1, TimeUnit.MINUTES).version()).isEqualTo(2);
    updater.join();
  }

  @Test
  void computesOnThreadsOfItsOwn() {
    release.countDown();
    explain().join();
    assertThat(worker.get().getName()).startsWith("thalweg-explain-");
    assertThat(worker.get().isDaemon()).isTrue();
  }
}
