package io.thalweg.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one job of a cluster, by Flink's REST interface on whichever JobManager answers. Thread-safe.
 */
final class JobRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final long POLL_MILLIS = 200;

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final List<URI> jobManagers;

  JobRest(List<URI> jobManagers) {
    this.jobManagers = List.copyOf(jobManagers);
  }

  /**
   * How the job stands.
   *
   * @param state Flink's word for it
   * @param learners at work now
   */
  record View(String id, String state, int learners, long checkpoints, long restarts) {}

  /** Empty while no JobManager leads, or none answers. */
  Optional<View> look() throws InterruptedException {
    for (URI jobManager : jobManagers) {
      try {
        JsonNode jobs = get(jobManager, "/jobs").path("jobs");
        if (!jobs.isEmpty()) {
          return Optional.of(view(jobManager, jobs.get(0).path("id").asText()));
        }
      } catch (IOException e) {
        // The other one, then; or later.
      }
    }
    return Optional.empty();
  }

  private View view(URI jobManager, String id) throws IOException, InterruptedException {
    JsonNode job = get(jobManager, "/jobs/" + id);
    int learners = 0;
    for (JsonNode vertex : job.path("vertices")) {
      learners = Math.max(learners, vertex.path("parallelism").asInt());
    }
    JsonNode metrics = get(jobManager, "/jobs/" + id + "/metrics?get=numRestarts");
    return new View(
        id,
        job.path("state").asText(),
        learners,
        get(jobManager, "/jobs/" + id + "/checkpoints").path("counts").path("completed").asLong(),
        metrics.path(0).path("value").asLong());
  }

  /**
   * Stops where the stream stands, with all that waits in a savepoint.
   *
   * @return the savepoint
   * @throws TimeoutException when it can't be had in time; the job goes on from its last checkpoint
   */
  String suspend(Path savepoints, Duration patience)
      throws IOException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + patience.toNanos();
    String last = "no JobManager answers";
    while (System.nanoTime() < deadline) {
      for (URI jobManager : jobManagers) {
        try {
          JsonNode jobs = get(jobManager, "/jobs").path("jobs");
          if (!jobs.isEmpty()) {
            return savepoint(
                jobManager, "/jobs/" + jobs.get(0).path("id").asText(), savepoints, deadline);
          }
        } catch (IOException e) {
          last = e.toString(); // tasks that still start, or a leader that has just gone
        }
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new TimeoutException("no savepoint within %s: %s".formatted(patience, last));
  }

  private String savepoint(URI jobManager, String job, Path savepoints, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    String body =
        JSON.createObjectNode()
            .put("drain", false)
            .put("targetDirectory", savepoints.toUri().toString())
            .put("formatType", "NATIVE")
            .toString();
    String request =
        send(HttpRequest.newBuilder(jobManager.resolve(job + "/stop"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)))
            .path("request-id")
            .asText();
    while (System.nanoTime() < deadline) {
      JsonNode answer = get(jobManager, job + "/savepoints/" + request);
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode outcome = answer.path("operation");
        if (outcome.has("location")) {
          return outcome.get("location").asText();
        }
        String why =
            outcome
                .path("failure-cause")
                .path("stack-trace")
                .asText()
                .lines()
                .findFirst()
                .orElse("?");
        if (why.contains("StopWithSavepointStoppingException")) {
          // There is one, and a task that failed after it; a second would hold its events twice.
          throw new TimeoutException(why);
        }
        throw new IOException(why);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new TimeoutException("the savepoint isn't complete in time");
  }

  private JsonNode get(URI jobManager, String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(jobManager.resolve(path)).GET());
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(answer.statusCode() + " from " + answer.uri());
    }
    return JSON.readTree(answer.body());
  }
}
