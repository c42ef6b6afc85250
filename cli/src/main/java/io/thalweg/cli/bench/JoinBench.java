package io.thalweg.cli.bench;

import io.thalweg.bench.Bench;
import io.thalweg.bench.Context;
import io.thalweg.bench.Goal;
import io.thalweg.bench.Reference;
import io.thalweg.bench.Row;
import io.thalweg.bench.Scratch;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.ingestion.flink.IngestionMetrics;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.flink.MetricNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Time for an event from Kafka through the job's own sources, decoding and, where its label is on a
 * topic of its own, the join, in a Flink of this process: with the learners behind it, and with
 * nobody. Each beside the same with the labels in the events, by turns. Stateless.
 */
public final class JoinBench implements Bench {
  private static final long EVENTS = 300_000;
  private static final int ROUNDS = 3;
  private static final int TASKS = 2;

  private static final String INLINE = "label: {field: label}";
  private static final String JOINED =
      "label: {topic: labels, schema: label.avsc, id: id, field: label, time: at, window: 60s}";

  /** What is run behind the join. */
  private enum Behind {
    /** What comes out of it is thrown away. */
    NOBODY,
    LEARNERS
  }

  @Override
  public String name() {
    return "join";
  }

  @Override
  public String summary() {
    return "labels of a topic of their own beside labels in the events, through Kafka and Flink";
  }

  @Override
  public List<String> jvmOptions() {
    return JobRun.JVM_OPTIONS;
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(20);
  }

  @Override
  public List<Row> run(Context context) throws Exception {
    return run(context, ROUNDS);
  }

  static List<Row> run(Context context, int rounds) throws Exception {
    long events = context.rows().orElse(EVENTS);
    Files.createDirectories(context.directory());
    try (Scratch scratch = Scratch.open(context.directory());
        EmbeddedKafka kafka = EmbeddedKafka.start(scratch.directory().resolve("kafka"))) {
      JoinTopics.fill(kafka.bootstrapServers(), events);
      context.progress().say("%d events and their labels are on Kafka".formatted(events));
      Side side = new Side(scratch.directory(), kafka.bootstrapServers(), events);
      List<Row> rows = new ArrayList<>();
      for (Behind behind : Behind.values()) {
        rows.add(row(side, behind, rounds, context.progress()));
      }
      return rows;
    }
  }

  /** The best of each side: what else the machine does only takes time. */
  private static Row row(Side side, Behind behind, int rounds, Context.Progress progress)
      throws Exception {
    side.micros(INLINE, behind);
    side.micros(JOINED, behind);
    double joined = Double.POSITIVE_INFINITY;
    double inline = Double.POSITIVE_INFINITY;
    for (int i = 0; i < rounds; i++) {
      double first = side.micros(i % 2 == 0 ? INLINE : JOINED, behind);
      double second = side.micros(i % 2 == 0 ? JOINED : INLINE, behind);
      inline = Math.min(inline, i % 2 == 0 ? first : second);
      joined = Math.min(joined, i % 2 == 0 ? second : first);
      progress.say(
          "%s: %.2f us an event joined, %.2f inline, the best of %d"
              .formatted(behind, joined, inline, i + 1));
    }
    return Row.measured(
        behind == Behind.NOBODY ? "join" : "join-and-learn",
        joined,
        "us/event",
        new Reference("labels in the events", inline),
        Goal.atMost(1.3, "<= 1.3 of labels in the events"));
  }

  /**
   * One run after the other over the same topics. Immutable.
   *
   * @param events that there are, each with a label
   */
  private record Side(Path directory, String servers, long events) {
    double micros(String label, Behind behind) throws Exception {
      PipelineConfig pipeline = JobRun.pipeline(directory, yaml(label));
      try (JobRun run =
          behind == Behind.NOBODY
              ? JobRun.reading(pipeline, through(label))
              : JobRun.learning(pipeline, MetricNames.EXAMPLES_TRAINED)) {
        return run.micros(events);
      }
    }

    /** What has come through is counted by this. */
    private static String through(String label) {
      return label.equals(INLINE) ? IngestionMetrics.EVENTS_IN : IngestionMetrics.JOINED;
    }

    private String yaml(String label) {
      return """
          name: join
          learners: %d
          kafka: {bootstrap.servers: "%s"}
          state: state
          source: {topic: events, schema: event.avsc, id: id, time: at}
          %s
          features:
            - {name: x, type: vector, size: %d, scaling: none}
          model: {type: logistic, head: binary, seed: 1}
          training: {batch: 256, replay-per-fresh: 0, engine: own, optimizer: {type: sgd}}
          release: {every: 2s}
          """
          .formatted(TASKS, servers, label, JoinTopics.NUMBERS);
    }
  }
}
