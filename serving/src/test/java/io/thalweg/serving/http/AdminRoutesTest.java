package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.batch.BatchSettings;
import io.thalweg.serving.batch.Batcher;
import io.thalweg.serving.follow.AliasLog;
import io.thalweg.serving.follow.AliasRules;
import io.thalweg.serving.follow.VersionAdmin;
import io.thalweg.serving.http.OipClient.Answer;
import io.thalweg.serving.infer.Servables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The admin port of a server that keeps its aliases in memory, over real HTTP. */
@Timeout(60)
final class AdminRoutesTest {
  private static final String MODEL = "/admin/models/clicks";

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final Batcher batcher = new Batcher(BatchSettings.defaults());
  private RunningServer server;
  private HttpServer http;
  private OipClient admin;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    server = new RunningServer(directory);
    AliasLog log =
        AliasLog.inMemory(
            a -> {
              server.updater.assign(a);
              server.updater.loadWaiting();
            });
    VersionAdmin versions =
        new VersionAdmin(
            server.table,
            server.updater.book(),
            new AliasRules(
                server.updater.releases(), server.updater.book(), InstantSource.system()),
            log,
            Duration.ofSeconds(5));
    http =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0),
            List.of(new AdminRoutes(new Servables(server.table), versions, executor)),
            batcher,
            Protocol.NONE);
    http.start();
    admin = new OipClient(http.port());
    for (long v = 1; v <= 3; v++) {
      server.serve(v);
    }
  }

  @AfterEach
  void close() {
    http.close();
    batcher.close();
    executor.shutdown();
    server.close();
  }

  private static void assertJson(Answer answer, int status, String json) {
    assertThat(answer.body()).isEqualTo(json.replace('\'', '"'));
    assertThat(answer.status()).isEqualTo(status);
  }

  private String answeringVersion() throws Exception {
    String body =
        "{\"inputs\":[{\"name\":\"amount\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[1]}]}";
    return server
        .client
        .post("/v2/models/clicks/infer", body)
        .json()
        .path("model_version")
        .textValue();
  }

  @Test
  void pinsLoadsAnEarlierVersionForItAndUnpins() throws Exception {
    assertJson(
        admin.post(MODEL + "/pin", "{\"version\": 1}"),
        200,
        "{'name':'clicks','alias':'champion','from':null,'to':1,'in_effect':true,'durable':false}");
    assertThat(answeringVersion()).isEqualTo("1");
    assertThat(server.client.get("/v2/models/clicks/versions/latest/ready").status())
        .isEqualTo(200);
    assertJson(
        admin.get(MODEL + "/versions"),
        200,
        "{'name':'clicks','serving':1,'latest':3,'loaded':[1,2,3],'aliases':{'champion':1},"
            + "'assigned':{'champion':1}}");
    assertJson(
        admin.post(MODEL + "/unpin", ""),
        200,
        "{'name':'clicks','alias':'champion','from':1,'to':null,'in_effect':true,'durable':false}");
    assertThat(answeringVersion()).isEqualTo("3");
  }

  @Test
  void promotesTheCanaryAndRollsBack() throws Exception {
    admin.post(MODEL + "/pin", "{\"version\": 2}");
    assertThat(admin.post(MODEL + "/aliases/canary", "{\"version\": 3}").status()).isEqualTo(200);
    assertThat(answeringVersion()).isEqualTo("2");
    assertThat(server.client.get("/v2/models/clicks/versions/canary").json().at("/versions/0"))
        .hasToString("\"3\"");
    assertThat(admin.post(MODEL + "/promote", "").status()).isEqualTo(200);
    assertThat(answeringVersion()).isEqualTo("3");
    assertThat(admin.post(MODEL + "/rollback", "").status()).isEqualTo(200);
    assertThat(answeringVersion()).isEqualTo("2");
    assertThat(admin.delete(MODEL + "/aliases/canary").status()).isEqualTo(200);
    assertThat(server.client.get("/v2/models/clicks/versions/canary").status()).isEqualTo(404);
  }

  @Test
  void answersMistakesWithTheirStatusAndOneLine() throws Exception {
    assertJson(
        admin.post(MODEL + "/pin", "{\"version\": 9}"),
        404,
        "{'error':'model clicks has no version 9; the last that were released are [1, 2, 3]'}");
    assertThat(admin.post(MODEL + "/promote", "").status()).isEqualTo(409);
    assertThat(admin.post(MODEL + "/aliases/latest", "{\"version\": 1}").status()).isEqualTo(400);
    assertThat(admin.post("/admin/models/clics/unpin", "").status()).isEqualTo(404);
    assertThat(admin.get("/admin/models/clics/versions").status()).isEqualTo(404);
    for (String body : List.of("", "{", "[]", "{\"version\": \"1\"}", "{\"version\": 1.5}")) {
      Answer answer = admin.post(MODEL + "/pin", body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.json().path("error").textValue())
          .as(body)
          .startsWith("the body is a JSON object with the version, such as {\"version\": 7}");
    }
    assertThat(answeringVersion()).isEqualTo("3");
  }
}
