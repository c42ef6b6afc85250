package io.thalweg.cli.bench;

import io.thalweg.bench.Bench;
import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import io.thalweg.cli.bench.BareLoop.Rate;
import io.thalweg.cli.bench.JobRun.Stretch;
import io.thalweg.cli.bench.ThreadShares.Stage;
import io.thalweg.cli.bench.ThreadShares.Use;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.ingestion.flink.IngestionMetrics;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.flink.MetricNames;
import io.thalweg.learner.train.engine.EngineChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Events learned in a second: from a Kafka in this process through Flink and the replay store, with
 * a checkpoint and a release each second, by two learners of a network of 100 columns, layers of
 * 256 and 128 units and two classes. Beside it what bounds that: one event after the other through
 * reading and decoding alone, and then through the bare loop. Each by turns, the best of the
 * rounds: what else the machine does only takes time. Stateless.
 */
public final class EndToEndBench implements Bench {
  private static final long EVENTS = 2_000_000;
  private static final int ROUNDS = 3;
  private static final int TASKS = 2;
  private static final int BATCH = 256;
  private static final Duration BARE = Duration.ofSeconds(4);
  private static final EngineChoice ENGINE = EngineChoice.OWN;

  /** Of the events, while the JVM compiles what learns. */
  private static final int UNCOUNTED = 4;

  private static final Goal NEAR_THE_LIMIT =
      Goal.atLeast(0.85, ">= 0.85 of reading and then learning with nothing between");
  private static final Goal LITTLE_GARBAGE = Goal.atMost(1024, "<= 1 KiB");

  @Override
  public String name() {
    return "end-to-end";
  }

  @Override
  public String summary() {
    return "events learned a second through Kafka, Flink and replay, beside what bounds that";
  }

  @Override
  public List<String> jvmOptions() {
    return JobRun.JVM_OPTIONS;
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(30);
  }

  @Override
  public List<Row> run(Context context) throws Exception {
    return run(context, ROUNDS, BARE);
  }

  static List<Row> run(Context context, int rounds, Duration bare) throws Exception {
    long events = context.rows().orElse(EVENTS);
    Files.createDirectories(context.directory());
    try (Scratch scratch = Scratch.open(context.directory());
        EmbeddedKafka kafka = EmbeddedKafka.start(scratch.directory().resolve("kafka"))) {
      JoinTopics.fillEvents(kafka.bootstrapServers(), events);
      context.progress().say("%d events are on Kafka".formatted(events));
      Measuring measuring =
          new Measuring(scratch.directory(), kafka.bootstrapServers(), events, bare);
      List<Row> rows = new ArrayList<>();
      for (Learned learned : List.of(new Learned("", 1), new Learned("-without-replay", 0))) {
        for (int i = 0; i < rounds; i++) {
          learned.take(measuring);
          context.progress().say(learned.text());
        }
        rows.addAll(learned.rows());
      }
      return rows;
    }
  }

  /** The best that was seen. Confined to one thread. */
  private static final class Learned {
    private final String suffix;
    private final int replayPerFresh;
    private double decoded;
    private Rate bare = new Rate(0, Double.POSITIVE_INFINITY);
    private double endToEnd;
    private Map<Stage, Use> uses = Map.of();
    private long counted;

    Learned(String suffix, int replayPerFresh) {
      this.suffix = suffix;
      this.replayPerFresh = replayPerFresh;
    }

    void take(Measuring measuring) throws Exception {
      decoded = Math.max(decoded, measuring.decodedPerSecond());
      Rate now = measuring.bare(replayPerFresh);
      bare =
          new Rate(
              Math.max(bare.perSecond(), now.perSecond()),
              Math.min(bare.cpuMicros(), now.cpuMicros()));
      try (JobRun run = measuring.learning(replayPerFresh)) {
        long warm = measuring.events() / UNCOUNTED;
        run.await(1, warm);
        ThreadShares shares = new ThreadShares();
        Stretch stretch = run.await(warm, measuring.events());
        double perSecond = stretch.events() * 1e9 / stretch.nanos();
        if (perSecond > endToEnd) {
          endToEnd = perSecond;
          uses = shares.soFar();
          counted = stretch.events();
        }
      }
    }

    /** Of one event that is first read and then learned, each with all that the machine has. */
    private double limit() {
      return 1 / (1 / bare.perSecond() + 1 / decoded);
    }

    String text() {
      return "replay per fresh event %d: %.0f events/s; read and decoded alone %.0f, learned in the bare loop %.0f"
          .formatted(replayPerFresh, endToEnd, decoded, bare.perSecond());
    }

    List<Row> rows() {
      List<Row> rows = new ArrayList<>();
      rows.add(Row.measured("kafka-decode" + suffix, decoded, "events/s", Goal.none()));
      rows.add(Row.measured("bare" + suffix, bare.perSecond(), "events/s", Goal.none()));
      Reference limit = new Reference("1 / (1 / bare + 1 / kafka-decode)", limit());
      rows.add(Row.measured("end-to-end" + suffix, endToEnd, "events/s", limit, NEAR_THE_LIMIT));
      double cpu = uses.values().stream().mapToLong(Use::cpuNanos).sum() / 1e3 / counted;
      uses.forEach(
          (stage, use) ->
              rows.add(
                  Row.measured(
                      "cpu-" + named(stage),
                      use.cpuNanos() / 1e3 / counted,
                      "us/event",
                      new Reference("the process", cpu),
                      Goal.none())));
      rows.add(
          Row.measured(
              "learner" + suffix,
              uses.getOrDefault(Stage.LEARN, Use.NOTHING).cpuNanos() / 1e3 / counted,
              "us/event",
              new Reference("the bare loop's processor time", bare.cpuMicros()),
              Goal.none()));
      long bytes = 0;
      for (Map.Entry<Stage, Use> each : uses.entrySet()) {
        if (each.getKey() != Stage.BROKER && each.getKey() != Stage.JVM) {
          bytes += each.getValue().bytes();
          rows.add(
              Row.measured(
                  "allocated-" + named(each.getKey()),
                  (double) each.getValue().bytes() / counted,
                  "bytes/event",
                  Goal.none()));
        }
      }
      rows.add(
          Row.measured(
              "allocated" + suffix, (double) bytes / counted, "bytes/event", LITTLE_GARBAGE));
      return rows;
    }

    private String named(Stage stage) {
      return stage.name().toLowerCase(Locale.ROOT) + suffix;
    }
  }

  /**
   * One thing after the other over the same topic. Immutable.
   *
   * @param events on it
   * @param length of a bare loop
   */
  private record Measuring(Path directory, String servers, long events, Duration length) {
    double decodedPerSecond() throws Exception {
      try (JobRun run = JobRun.reading(pipeline(0), IngestionMetrics.EVENTS_IN)) {
        return 1e6 / run.micros(events);
      }
    }

    Rate bare(int replayPerFresh) throws Exception {
      return new BareLoop(pipeline(0).model(), ENGINE, BATCH, replayPerFresh * BATCH, TASKS)
          .run(length);
    }

    JobRun learning(int replayPerFresh) throws Exception {
      return JobRun.learning(pipeline(replayPerFresh), MetricNames.EXAMPLES_TRAINED);
    }

    private PipelineConfig pipeline(int replayPerFresh) throws Exception {
      return JobRun.pipeline(
          directory,
          """
          name: end-to-end
          learners: %d
          kafka: {bootstrap.servers: "%s"}
          state: state
          source: {topic: events, schema: event.avsc, id: id, time: at}
          label: {field: label}
          features:
            - {name: x, type: vector, size: %d, scaling: none}
          model: {layers: [256, 128], head: {type: multiclass, classes: 2}, seed: 1}
          training:
            batch: %d
            replay-per-fresh: %d
            replay-steps: 1
            engine: %s
            optimizer: {type: adam, learning-rate: 0.001}
          release: {every: 1s}
          """
              .formatted(
                  TASKS,
                  servers,
                  JoinTopics.NUMBERS,
                  BATCH,
                  replayPerFresh,
                  ENGINE.name().toLowerCase(Locale.ROOT)));
    }
  }
}
