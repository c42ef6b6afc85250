package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.store.LocalModelStore;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.batch.BatchSettings;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.feedback.JudgedPrediction;
import io.thalweg.serving.http.OipClient.Answer;
import io.thalweg.serving.infer.Inference;
import io.thalweg.serving.infer.Servables;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.rollout.RolloutConfig;
import io.thalweg.serving.rollout.Rollouts;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.version.FakePredictor;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that name no version are answered all the time while versions are tried on them. */
@Timeout(300)
final class RolloutOverHttpTest {
  private static final String INFER = "/v2/models/clicks/infer";
  private static final String ROLLOUT = "/v2/models/clicks/rollout";
  private static final int ROWS = 16;
  private static final String CONFIG =
      """
      rollout:
        clicks:
          canary: {share: 0.3, every: 1ms, guards: {loss: 0.05, errors: 0.05}}
          shadow: {alias: audit, sample: 1}
      """;

  @TempDir private Path store;

  private final VersionTable table = new VersionTable(List.of(TestModel.NAME));
  private final ModelSlot slot = table.openSlot(TestModel.NAME);
  private final Batcher batcher = new Batcher(BatchSettings.defaults());
  private final Rollouts rollouts =
      new Rollouts(
          RolloutConfig.read(
              ConfigFile.parse("serving.yaml", CONFIG).section("rollout"),
              List.of(),
              Set.of(TestModel.NAME)),
          table,
          (model, alias, version) -> slot.assign(alias, version),
          InstantSource.system(),
          5);
  private final SplittableRandom random = new SplittableRandom(6);
  private HttpServer http;
  private OipClient client;
  private OnnxLoader loader;
  private int sent;

  @BeforeEach
  void start() throws IOException {
    loader = new OnnxLoader(new LocalModelStore(store), InstantSource.system());
    Servables servables = new Servables(table);
    http =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0),
            List.of(
                new OipRoutes(
                    table,
                    servables,
                    new InferCalls(
                        new Inference(servables, rollouts, List.of(rollouts)),
                        new ServingRecorder(),
                        Duration.ofSeconds(5))),
                new RolloutRoutes(rollouts)),
            batcher,
            Protocol.NONE);
    http.start();
    client = new OipClient(http.port());
    rollouts.start();
  }

  @AfterEach
  void close() {
    rollouts.close();
    http.close();
    batcher.close();
    table.close();
  }

  private void release(long version) throws Exception {
    slot.swap(loader.load(TestModel.release(new LocalModelStore(store), version)));
  }

  /** Sends rows, has them answered, and tells their labels, which come as {@code truth} says. */
  private long answeredBy(long truth) throws Exception {
    float[][] rows = new float[ROWS][TestModel.WIDTH];
    List<String> data = new ArrayList<>();
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextDouble() * 2 - 1;
        data.add(Float.toString(row[i]));
      }
    }
    Answer answer =
        client.post(
            INFER,
            """
            {"id":"%d","inputs":[{"name":"features","datatype":"FP32","shape":[%d,8],"data":[%s]}]}"""
                .formatted(sent++, ROWS, String.join(",", data)));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    long version = answer.json().get("model_version").asLong();
    JsonNode said = answer.json().get("outputs").get(0).get("data");
    for (int r = 0; r < ROWS; r++) {
      double p = said.get(r).asDouble();
      boolean label = random.nextDouble() < TestModel.probability(truth, rows[r]);
      double loss = -Math.log(label ? p : 1 - p);
      rollouts.judged(
          new JudgedPrediction(
              TestModel.NAME, version, System.currentTimeMillis(), true, loss, label == p >= 0.5));
    }
    return version;
  }

  private JsonNode report() throws Exception {
    return client.get(ROLLOUT).json();
  }

  /** Sends requests until the first decision; how many the canary has answered. */
  private int untilDecided(long truth, long canary) throws Exception {
    int byCanary = 0;
    while (report().get("decided").isEmpty()) {
      for (int i = 0; i < 10; i++) {
        byCanary += answeredBy(truth) == canary ? 1 : 0;
      }
    }
    return byCanary;
  }

  private void untilChampion(long version) throws Exception {
    while (report().get("aliases").path("champion").asLong() != version) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aBadCanaryIsRolledBackWhileEveryRequestIsAnswered() throws Exception {
    release(1);
    untilChampion(1);
    release(2);
    assertThat(untilDecided(1, 2)).isPositive();
    JsonNode decision = report().get("decided").get(0);
    assertThat(decision.get("decision").asText()).isEqualTo("rollback");
    assertThat(decision.get("reason").asText()).startsWith("worse: loss");
    assertThat(decision.get("canary").asText()).isEqualTo("2");
    assertThat(decision.get("guards").get(0).get("worse_doubt").asDouble())
        .isLessThan(decision.get("guards").get(0).get("alpha").asDouble());
    for (int i = 0; i < 100; i++) {
      assertThat(answeredBy(1)).isEqualTo(1);
    }
    JsonNode metadata = client.get("/v2/models/clicks").json();
    assertThat(metadata.get("properties").get("refused_version").asText()).isEqualTo("2");
    assertThat(metadata.get("properties").get("refused_reason").asText()).startsWith("worse: loss");
  }

  @Test
  void aGoodCanaryIsPromotedWhileEveryRequestIsAnswered() throws Exception {
    release(1);
    untilChampion(1);
    release(2);
    untilDecided(2, 2);
    assertThat(report().get("decided").get(0).get("decision").asText()).isEqualTo("promote");
    untilChampion(2);
    for (int i = 0; i < 100; i++) {
      assertThat(answeredBy(2)).isEqualTo(2);
    }
    // The champion is moved first, then the canary's alias goes.
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(report().get("shares").toString()).isEqualTo("{\"champion\":1.0}"));
  }

  private void loadBroken(long version, @Nullable Float output) {
    slot.swap(
        FakePredictor.servable(
            TestModel.NAME,
            version,
            new Predictor() {
              @Override
              public Outputs run(float[] dense, int rows) {
                if (output == null) {
                  throw new IllegalStateException("no memory");
                }
                float[] out = new float[rows];
                Arrays.fill(out, output);
                return new Outputs(out, out.clone());
              }

              @Override
              public void close() {}
            }));
  }

  @Test
  void whatACanaryFailsTheChampionAnswersAndTheCanaryIsRolledBack() throws Exception {
    release(1);
    untilChampion(1);
    loadBroken(2, null);
    assertThat(untilDecided(1, 2)).isZero();
    assertThat(report().get("decided").get(0).get("reason").asText()).startsWith("worse: errors");
  }

  @Test
  void soIsOneThatComputesWhatIsNoNumber() throws Exception {
    release(1);
    untilChampion(1);
    loadBroken(2, Float.NaN);
    assertThat(untilDecided(1, 2)).isZero();
    assertThat(report().get("decided").get(0).get("reason").asText()).startsWith("worse: errors");
  }

  @Test
  void aRequestThatIsWrongIsRefusedAndNobodysFailure() throws Exception {
    release(1);
    untilChampion(1);
    release(2);
    while (report().get("shares").size() < 2) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 50; i++) {
      Answer answer =
          client.post(
              INFER,
              """
              {"id":"w%d","inputs":[{"name":"features","datatype":"FP32","shape":[1,2],"data":[1,2]}]}"""
                  .formatted(i));
      assertThat(answer.status()).isEqualTo(400);
    }
    answeredBy(1);
    while (report().path("canary").path("guards").size() < 2) {
      Thread.onSpinWait();
    }
    assertThat(report().get("canary").get("guards").get(1).get("canary").asDouble()).isZero();
  }

  @Test
  void aShadowIsComparedAndNeverAnswers() throws Exception {
    release(1);
    untilChampion(1);
    release(2);
    while (report().get("aliases").path("canary").asLong() != 2) {
      Thread.onSpinWait();
    }
    rollouts.abortCanary(TestModel.NAME);
    slot.assign("audit", 2L);
    while (report().get("shares").size() > 1) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < 20; i++) {
      assertThat(answeredBy(1)).isEqualTo(1);
    }
    while (report().get("shadow").get("requests").asLong() < 20) {
      Thread.onSpinWait();
    }
    JsonNode shadow = report().get("shadow");
    assertThat(shadow.get("version").asText()).isEqualTo("2");
    assertThat(shadow.get("mean_difference").asDouble()).isPositive();
    assertThat(shadow.get("answer_micros").asDouble()).isPositive();
  }

  @Test
  void canariesAreBegunAndEndedByHand() throws Exception {
    release(1);
    untilChampion(1);
    release(2);
    while (report().get("aliases").path("canary").asLong() != 2) {
      Thread.onSpinWait();
    }
    Answer aborted = client.delete(ROLLOUT + "/canary");
    assertThat(aborted.status()).as(aborted.body()).isEqualTo(200);
    assertThat(aborted.json().get("aliases").has("canary")).isFalse();
    Answer none = client.delete(ROLLOUT + "/canary");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.body()).contains("model 'clicks' has no canary by now");
    Answer begun = client.post(ROLLOUT + "/canary", "{\"version\": 2}");
    assertThat(begun.json().get("aliases").get("canary").asText()).isEqualTo("2");
    assertThat(client.post(ROLLOUT + "/canary", "{\"version\": \"2\"}").body())
        .contains("want a JSON object with the version to try");
    assertThat(client.get("/v2/models/fraud/rollout").status()).isEqualTo(404);
  }
}
