package io.thalweg.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command lines, images' contents and files of docker-compose.yml, in processes. */
@Timeout(600)
final class ComposeClusterIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final Pattern VERSION =
      Pattern.compile("thalweg_serving_model_version\\{model=\"transactions\"} ([0-9.E]+)");
  private static final String PAYMENT =
      """
      {"instances": [{"amount": 20.1, "category": "travel", "country": "PL", "hour": 20,
        "paymentsLastHour": 3, "declinesToday": 0, "distanceKm": 5.1, "minutesSinceLast": 140,
        "deviceAgeDays": 56, "cardPresent": false}]}
      """;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void paymentsAreLearnedAndServedWhoeverIsKilledAndThroughASavepoint(@TempDir Path directory)
      throws Exception {
    try (ComposeCluster cluster = new ComposeCluster(directory)) {
      try {
        Daemon generator = cluster.startCommand("generator");
        Daemon jobManager = cluster.startFlink("jobmanager", "jobmanager");
        awaitJob(cluster, generator, jobManager);
        Daemon first = cluster.startFlink("taskmanager", "taskmanager-1");
        cluster.startFlink("taskmanager", "taskmanager-2");
        cluster.startCommand("server");
        long served = awaitVersionAbove(cluster, 1);
        assertThat(ask(cluster.serverUrl() + "/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(predict(cluster).path("predictions").get(0).asDouble(-1)).isBetween(0.0, 1.0);
        requireShippedMetrics(cluster);

        first.kill();
        served = awaitVersionAbove(cluster, served + 2);
        first.reviveIfDead();

        jobManager.kill();
        jobManager.reviveIfDead();
        served = awaitVersionAbove(cluster, served + 2);
        assertThat(restoredFrom(cluster)).startsWith("file:" + cluster.state());

        stopWithSavepoint(cluster, jobManager);
        cluster.setLearners(1);
        jobManager.reviveIfDead();
        awaitVersionAbove(cluster, served + 2);
        assertThat(restoredFrom(cluster)).startsWith("file:" + savepoints(cluster));
      } catch (ConditionTimeoutException | AssertionError e) {
        throw new AssertionError(e.getMessage() + "\n" + cluster.lastWords(), e);
      }
    }
  }

  /** As compose does it: until there is a topic the JobManager ends, and is started again. */
  private void awaitJob(ComposeCluster cluster, Daemon generator, Daemon jobManager) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptionsMatching(ComposeClusterIT::isUnreachable)
        .until(
            () -> {
              generator.reviveIfDead();
              jobManager.reviveIfDead();
              return jobs(cluster).size() == 1;
            });
  }

  private static boolean isUnreachable(Throwable thrown) {
    return thrown instanceof ConnectException || thrown instanceof HttpTimeoutException;
  }

  /** A source says how many records wait once it has read some. */
  private void requireShippedMetrics(ComposeCluster cluster) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                ShippedMetrics.requireServed(
                    List.of(
                        ask(cluster.adminUrl() + "/metrics").body(),
                        ask(cluster.metricsUrl("jobmanager")).body(),
                        ask(cluster.metricsUrl("taskmanager-1")).body(),
                        ask(cluster.metricsUrl("taskmanager-2")).body())));
  }

  private long awaitVersionAbove(ComposeCluster cluster, long version) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptionsMatching(ComposeClusterIT::isUnreachable)
        .until(
            () -> {
              Matcher found = VERSION.matcher(ask(cluster.adminUrl() + "/metrics").body());
              return found.find() ? (long) Double.parseDouble(found.group(1)) : 0L;
            },
            serves -> serves > version);
  }

  private JsonNode predict(ComposeCluster cluster) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(cluster.serverUrl() + "/v1/models/transactions:predict"))
                .POST(HttpRequest.BodyPublishers.ofString(PAYMENT))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** As docs/deployment.md says it; the JobManager ends when it has told that it is done. */
  private void stopWithSavepoint(ComposeCluster cluster, Daemon jobManager) throws Exception {
    String job = cluster.flinkUrl() + "/jobs/" + jobs(cluster).get(0).path("id").asText();
    String body =
        "{\"targetDirectory\": \"file://%s\", \"drain\": false}".formatted(savepoints(cluster));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(job + "/stop"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String request = JSON.readTree(answer.body()).path("request-id").asText();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptionsMatching(ComposeClusterIT::isUnreachable)
        .until(
            () ->
                !jobManager.isAlive()
                    || !ask(job + "/savepoints/" + request).body().contains("IN_PROGRESS"));
    await().atMost(PATIENCE).until(() -> !jobManager.isAlive());
    assertThat(jobManager.exitValue()).isZero();
  }

  private static Path savepoints(ComposeCluster cluster) {
    return cluster.state().resolve("transactions/savepoints");
  }

  /** Which checkpoint the job has begun with. */
  private String restoredFrom(ComposeCluster cluster) throws IOException, InterruptedException {
    String id = jobs(cluster).get(0).path("id").asText();
    return JSON.readTree(ask(cluster.flinkUrl() + "/jobs/" + id + "/checkpoints").body())
        .path("latest")
        .path("restored")
        .path("external_path")
        .asText();
  }

  private JsonNode jobs(ComposeCluster cluster) throws IOException, InterruptedException {
    return JSON.readTree(ask(cluster.flinkUrl() + "/jobs").body()).path("jobs");
  }

  private HttpResponse<String> ask(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
