package io.thalweg.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.bench.Bench;
import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import io.thalweg.cli.bench.JobRun.Stretch;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.flink.MetricNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Time from sending an event to the first answer of a server that has learned from it, by the
 * answer's {@code trained_through}: broker, job and server in this process, events at half of the
 * rate that the same job reaches with the events produced beforehand, releases and no server. Once
 * with previews served, once with releases alone. Stateless.
 */
public final class FreshnessBench implements Bench {
  private static final long EVENTS = 1_000_000;
  private static final Duration WARM = Duration.ofSeconds(15);
  private static final Duration COUNTED = Duration.ofSeconds(45);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long ASK_MILLIS = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String BODY =
      """
      {"inputs": [{"name": "x", "datatype": "FP32", "shape": [1, %d], "data": [%s]}]}"""
          .formatted(JoinTopics.NUMBERS, "0.5" + ", 0.5".repeat(JoinTopics.NUMBERS - 1));

  /** What a server answers with. */
  private enum Served {
    PREVIEWS("release: {every: 1s, preview-every: 200ms}", true),
    RELEASES("release: {every: 1s}", false);

    private final String release;
    private final boolean previews;

    Served(String release, boolean previews) {
      this.release = release;
      this.previews = previews;
    }
  }

  @Override
  public String name() {
    return "freshness";
  }

  @Override
  public String summary() {
    return "from sending an event to the first answer that has learned from it";
  }

  @Override
  public List<String> jvmOptions() {
    return JobRun.JVM_OPTIONS;
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(15);
  }

  @Override
  public List<Row> run(Context context) throws Exception {
    return run(context, WARM, COUNTED);
  }

  static List<Row> run(Context context, Duration warm, Duration counted) throws Exception {
    Files.createDirectories(context.directory());
    try (Scratch scratch = Scratch.open(context.directory())) {
      double most = most(scratch.directory(), context.rows().orElse(EVENTS));
      int half = Math.max(1, (int) (most / 2));
      context.progress().say("%.0f events/s at most, so %d from here on".formatted(most, half));
      List<Row> rows = new ArrayList<>();
      rows.add(Row.measured("learned-at-most", most, "events/s", Goal.none()));
      for (Served served : Served.values()) {
        Probes probes = live(scratch.directory(), served, half, warm, counted);
        rows.addAll(rows(served, probes));
        context.progress().say("%s: %d probes".formatted(served, probes.ages().count()));
      }
      return rows;
    }
  }

  private static List<Row> rows(Served served, Probes probes) {
    String name = served.name().toLowerCase(Locale.ROOT);
    double median = probes.ages().micros(0.5) / 1e3;
    double last = probes.ages().micros(0.99) / 1e3;
    boolean previews = served == Served.PREVIEWS;
    return List.of(
        Row.measured(name + "-sent", probes.sentPerSecond(), "events/s", Goal.none()),
        Row.measured(
            name + "-p50", median, "ms", previews ? Goal.atMost(500, "<= 500 ms") : Goal.none()),
        Row.measured(
            name + "-p99",
            last,
            "ms",
            previews
                ? Goal.atMost(2_000, "<= 2 s")
                : Goal.atMost(3_000, "<= a checkpoint's interval + 2 s")));
  }

  /** Events a second, once what learns is compiled. */
  private static double most(Path directory, long events) throws Exception {
    Path home = Files.createTempDirectory(directory, "most-");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(home.resolve("kafka"))) {
      JoinTopics.fillEvents(kafka.bootstrapServers(), events);
      PipelineConfig pipeline = pipeline(home, kafka, Served.RELEASES, "");
      try (JobRun run = JobRun.learning(pipeline, MetricNames.EXAMPLES_TRAINED)) {
        Stretch stretch = run.await(events / 2, events);
        return stretch.events() * 1e9 / stretch.nanos();
      }
    }
  }

  private static Probes live(
      Path directory, Served served, int perSecond, Duration warm, Duration counted)
      throws Exception {
    Path home = Files.createTempDirectory(directory, "live-");
    Probes probes = new Probes();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(home.resolve("kafka"))) {
      String servers = kafka.bootstrapServers();
      TopicAdmin.ensure(servers, Map.of(), JoinTopics.EVENTS, JoinTopics.PARTITIONS);
      String serving = "serving: {port: 0, previews: %b}".formatted(served.previews);
      PipelineConfig pipeline = pipeline(home, kafka, served, serving);
      try (PipelineRun run = PipelineRun.start(pipeline, Optional.empty())) {
        PacedEvents events = PacedEvents.begin(servers, perSecond, probes);
        URI infer =
            URI.create(
                "http://127.0.0.1:%d/v2/models/%s/infer"
                    .formatted(run.port().orElseThrow(), pipeline.name()));
        try {
          ask(infer, probes, warm, counted);
        } finally {
          events.close();
        }
        probes.sentPerSecond(events.sentPerSecond());
      }
    }
    return probes;
  }

  /** Until every probe that counts is answered. */
  private static void ask(URI infer, Probes probes, Duration warm, Duration counted)
      throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(infer).POST(HttpRequest.BodyPublishers.ofString(BODY)).build();
    askUntil(http, request, probes, PATIENCE, () -> probes.answers() > 0);
    askFor(http, request, probes, warm);
    probes.begin();
    askFor(http, request, probes, counted);
    probes.end();
    askUntil(http, request, probes, PATIENCE, () -> probes.unanswered() == 0);
  }

  private static void askFor(HttpClient http, HttpRequest request, Probes probes, Duration length)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      askOnce(http, request, probes);
    }
  }

  private static void askUntil(
      HttpClient http,
      HttpRequest request,
      Probes probes,
      Duration patience,
      BooleanSupplier enough)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!enough.getAsBoolean()) {
      askOnce(http, request, probes);
      if (System.nanoTime() > deadline) {
        throw new BenchException(
            "%d answers within %s, and %d probes have none that has learned from them"
                .formatted(probes.answers(), patience, probes.unanswered()));
      }
    }
  }

  private static void askOnce(HttpClient http, HttpRequest request, Probes probes)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    long now = System.nanoTime();
    if (answer.statusCode() == 200) {
      String through = JSON.readTree(answer.body()).at("/parameters/trained_through").asText();
      if (!through.isEmpty()) {
        probes.answered(through, now);
      }
    } else if (probes.answers() > 0) {
      throw new BenchException(
          "%s answers %d: %s".formatted(request.uri(), answer.statusCode(), answer.body()));
    }
    TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
  }

  private static PipelineConfig pipeline(
      Path home, EmbeddedKafka kafka, Served served, String serving) throws IOException {
    return JobRun.pipeline(
        home,
        """
        name: freshness
        learners: 2
        kafka: {bootstrap.servers: "%s"}
        state: state
        source: {topic: events, schema: event.avsc, id: id, time: at}
        label: {field: label}
        features:
          - {name: x, type: vector, size: %d, scaling: none}
        model: {layers: [256, 128], head: {type: multiclass, classes: 2}, seed: 1}
        training:
          batch: 256
          replay-per-fresh: 1
          replay-steps: 1
          engine: own
          optimizer: {type: adam, learning-rate: 0.001}
        rounds: {max-age: 200ms}
        %s
        %s
        """
            .formatted(kafka.bootstrapServers(), JoinTopics.NUMBERS, served.release, serving));
  }
}
