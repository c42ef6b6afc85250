package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.model.artifact.Release;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.http.OipClient.Answer;
import io.thalweg.serving.version.ModelSlot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SwapUnderLoadTest {
  private static final int VERSIONS = 50;
  private static final String BODY =
      "{\"inputs\":[{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[1,8],"
          + "\"data\":[1,0,1,0,0,1,0.5,-0.5]}]}";

  private static final String MEMBER =
      "{\"inputs\":[{\"name\":\"member\",\"datatype\":\"BOOL\",\"shape\":[1],\"data\":[true]}]}";

  private RunningServer server;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static double expected(long version) {
    return TestModel.probability(version, 1, 0, 1, 0, 0, 1, 0.5f, -0.5f);
  }

  /** Returns the versions that answered. */
  private Set<Long> inferUntil(AtomicBoolean done) throws Exception {
    OipClient client = new OipClient(server.port());
    Set<Long> versions = new HashSet<>();
    long last = 0;
    boolean ending = false;
    while (!ending) {
      ending = done.get();
      Answer answer = client.post("/v2/models/clicks/infer", BODY);
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      JsonNode json = answer.json();
      long version = Long.parseLong(json.path("model_version").textValue());
      assertThat(version).isGreaterThanOrEqualTo(last);
      assertThat(json.at("/outputs/0/data/0").doubleValue())
          .isEqualTo(expected(version), within(1e-4));
      versions.add(version);
      last = version;
    }
    return versions;
  }

  @Test
  void noRequestFailsNorIsAnsweredByMixedOrOlderVersionsDuringFiftySwaps() throws Exception {
    server.serve(1);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService clients = Executors.newFixedThreadPool(2);
    List<Future<Set<Long>>> seen = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      seen.add(clients.submit(() -> inferUntil(done)));
    }
    for (long version = 2; version <= VERSIONS; version++) {
      server.serve(version);
    }
    done.set(true);
    for (Future<Set<Long>> client : seen) {
      assertThat(client.get(20, TimeUnit.SECONDS)).hasSizeGreaterThan(5).contains((long) VERSIONS);
    }
    clients.shutdown();
    assertThat(server.recorder.swapCount()).isEqualTo(VERSIONS);
    assertThat(server.recorder.deniedCount() + server.recorder.failedCount()).isZero();
  }

  @Test
  void aVersionWithOneClassMoreIsServedInThePlaceOfTheOld() throws Exception {
    for (int classes = 2; classes <= 3; classes++) {
      server.serve(TestModel.classes(server.store, classes));
      JsonNode answer = server.client.post("/v2/models/clicks/infer", MEMBER).json();
      assertThat(answer.path("model_version").textValue()).isEqualTo("" + classes);
      assertThat(answer.at("/outputs/0/name").textValue()).isEqualTo("probabilities");
      JsonNode probabilities = answer.at("/outputs/0/data");
      assertThat(probabilities).hasSize(classes);
      for (int c = 0; c < classes; c++) {
        assertThat(probabilities.get(c).doubleValue())
            .isEqualTo(TestModel.probabilities(classes)[c], within(1e-5));
      }
      assertThat(server.client.get("/v2/models/clicks").json().at("/outputs/0/shape/1").intValue())
          .isEqualTo(classes);
    }
    assertThat(server.recorder.refusedCount()).isZero();
  }

  @Test
  void aBadVersionIsRefusedAndNamedWhileTheOldOneServes() throws Exception {
    server.serve(1);
    Release bad = TestModel.write(server.store, 2, TestModel.parity(3));
    server.updater.offer(TestModel.announcement(2, bad.manifestSha256()));
    server.updater.loadWaiting();
    server.updater.offer(TestModel.announcement(3, "0".repeat(64)));
    server.updater.loadWaiting();
    assertThat(server.client.post("/v2/models/clicks/infer", BODY).json().path("model_version"))
        .hasToString("\"1\"");
    JsonNode properties = server.client.get("/v2/models/clicks").json().path("properties");
    assertThat(properties.path("refused_version").textValue()).isEqualTo("3");
    assertThat(properties.path("refused_reason").textValue()).contains("there is no file");
    assertThat(server.recorder.refusedCount()).isEqualTo(2);
    server.serve(4);
    ModelSlot slot = server.table.slot("clicks");
    assertThat(slot.servingVersion()).hasValue(4);
    assertThat(slot.refusal()).isNull();
  }
}
