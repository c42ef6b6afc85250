package io.thalweg.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thalweg.model.config.ConfigException;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.store.ModelStores;
import io.thalweg.model.store.ReleaseEntries;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.access.Role;
import io.thalweg.serving.access.TokenFile;
import io.thalweg.serving.feedback.FeedbackConfig;
import io.thalweg.serving.http.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class InferenceServerTest {
  /** Nothing listens on port 1. */
  private static final String NO_KAFKA = "127.0.0.1:1";

  @TempDir private Path directory;

  private ServingConfig config(int port) {
    return new ServingConfig(
        new HttpSettings("127.0.0.1", port),
        Map.of("bootstrap.servers", NO_KAFKA),
        "models",
        directory.toString(),
        List.of("clicks"),
        false);
  }

  @Test
  void livesWithoutKafkaAndClosesWithinFourSeconds() throws Exception {
    livesAndCloses(InferenceServer.open(config(0)), Duration.ofSeconds(4));
  }

  @Test
  void livesWithoutKafkaAlsoWithFeedback() throws Exception {
    ConfigNode all = ConfigFile.parse("serving.yaml", "feedback: {learned: {clicks: learned}}");
    ServingConfig plain = config(0);
    ServingConfig asked =
        new ServingConfig(
            plain.http(),
            new HttpSettings("127.0.0.1", 0),
            plain.batching(),
            plain.explain(),
            plain.kafka(),
            plain.modelsTopic(),
            plain.storeUri(),
            plain.models(),
            plain.previews(),
            plain.versions(),
            plain.rollout(),
            FeedbackConfig.read(all.section("feedback")),
            plain.security(),
            plain.metrics(),
            plain.histories(),
            plain.console());
    livesAndCloses(InferenceServer.open(asked), Duration.ofSeconds(8));
  }

  private static void livesAndCloses(InferenceServer server, Duration within) throws Exception {
    server.start();
    URI live = URI.create("http://127.0.0.1:%d/v2/health/live".formatted(server.port()));
    HttpRequest request = HttpRequest.newBuilder(live).timeout(Duration.ofSeconds(10)).build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    assertThat(server.stats().servingVersions()).isEmpty();
    assertThat(server.stats().latencyP99Micros()).isEmpty();
    long start = System.nanoTime();
    server.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(within);
  }

  @Test
  void servesWhatIsReleasedIntoItsStoreWithoutAnyKafka() throws Exception {
    ServingConfig config =
        ServingConfig.read(
            ConfigFile.parse(
                "serving.yaml", "http: {port: 0}\npoll: 20ms\nstore: %s\n".formatted(directory)));
    ReleaseEntries entries = ModelStores.entries(directory.toString());
    try (InferenceServer server = InferenceServer.open(config)) {
      server.start();
      for (long version = 1; version <= 2; version++) {
        ModelAnnouncement released =
            TestModel.release(ModelStores.open(directory.toString()), version);
        entries.put(TestModel.NAME, version, released.toBytes());
        Map<String, Long> want = Map.of(TestModel.NAME, version);
        while (!server.stats().servingVersions().equals(want)) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  void asksForTokensAndTakesThoseThatAreAddedWhileItRuns() throws Exception {
    Path file = directory.resolve("tokens.yaml");
    String web = new TokenFile(file).add("web", Role.READ);
    ServingConfig config =
        ServingConfig.read(
                ConfigFile.parse(
                    "serving.yaml",
                    """
                    http: {port: 0}
                    kafka: {bootstrap.servers: "127.0.0.1:1"}
                    store: %s
                    access: {tokens: tokens.yaml}
                    metrics: {main-port: true}
                    """
                        .formatted(directory)))
            .in(directory);
    try (InferenceServer server = InferenceServer.open(config)) {
      server.start();
      assertThat(metrics(server, web).body()).contains("thalweg_serving_requests_in_flight 1.0");
      assertThat(metrics(server, "web.x").statusCode()).isEqualTo(401);
      String late = new TokenFile(file).add("late", Role.READ);
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      int status = 0;
      while (status != 200 && System.nanoTime() - end < 0) {
        status = metrics(server, late).statusCode();
      }
      assertThat(status).isEqualTo(200);
    }
  }

  private static HttpResponse<String> metrics(InferenceServer server, String token)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d/metrics".formatted(server.port())))
                .header("authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(10))
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void doesNotOpenWithAFileOfTokensThatIsNotThere() {
    ServingConfig config =
        ServingConfig.read(
            ConfigFile.parse(
                "serving.yaml",
                """
                kafka: {bootstrap.servers: "127.0.0.1:1"}
                store: %s
                access: {tokens: %s/nowhere.yaml}
                """
                    .formatted(directory, directory)));
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    assertThatThrownBy(() -> InferenceServer.open(config))
        .isInstanceOf(ConfigException.class)
        .hasMessage("there is no file %s/nowhere.yaml; check the path".formatted(directory));
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(t -> t.getName().startsWith("thalweg"))
                    .isSubsetOf(before));
  }

  @Test
  void saysWhichAddressItCannotListenOn() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        InferenceServer server = InferenceServer.open(config(taken.getLocalPort()))) {
      assertThatThrownBy(server::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
    }
  }
}
