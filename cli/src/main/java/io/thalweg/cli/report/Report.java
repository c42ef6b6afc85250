package io.thalweg.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;

/**
 * The JSON object that {@code --report} writes. What a run doesn't have is not set, and then the
 * field is absent; numbers that are not finite count as not had. Not thread-safe.
 */
public final class Report {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final ObjectNode root = JSON.createObjectNode();

  /** Fields that are one whole number; their names in lower case are the JSON's. */
  public enum Count {
    EVENTS_IN,
    EVENTS_TRAINED,
    EXAMPLES_REPLAYED,
    DEAD_LETTERED,
    DUPLICATES,
    EXPIRED,
    VERSIONS_RELEASED,
    ROUNDS_COMMITTED,
    ROUNDS_ABORTED,
    WORLD_SIZE,
    SERVED_REQUESTS,
    SERVED_FAILED,
    RESTARTS,
    DROPPED,
    ERASED,
    PROVISIONAL,
    REVISED,
    HELD_FOR_BAD_RECORDS,
    NEGATIVES_LEFT_OUT
  }

  public Report count(Count field, long value) {
    root.put(field.name().toLowerCase(Locale.ROOT), value);
    return this;
  }

  /** Seconds, and events per second over them. */
  public Report rate(Duration elapsed, long events) {
    double seconds = elapsed.toNanos() / 1e9;
    number(root, "seconds", seconds);
    number(root, "events_per_second", events / seconds);
    return this;
  }

  /** From the start of the process to the first training step that was seen. */
  public Report secondsToFirstStep(Duration time) {
    number(root, "seconds_to_first_step", time.toNanos() / 1e9);
    return this;
  }

  /** The most memory that the process has had resident. */
  public Report peakMemoryBytes(long bytes) {
    root.put("peak_memory_bytes", bytes);
    return this;
  }

  /** From the last event that a version learned to its first answer. */
  public Report freshnessMillis(double p50, double p99) {
    return percentiles("freshness_ms", p50, p99);
  }

  /** From a request to its answer. */
  public Report servingMillis(double p50, double p99) {
    return percentiles("serving_ms", p50, p99);
  }

  /** Scored before learned; the baselines repeat the last label, or say the commonest. */
  public Report prequential(
      double accuracy, double logloss, double baselineNoChange, double baselineMajority) {
    ObjectNode prequential = root.putObject("prequential");
    number(prequential, "accuracy", accuracy);
    number(prequential, "logloss", logloss);
    number(prequential, "baseline_no_change", baselineNoChange);
    number(prequential, "baseline_majority", baselineMajority);
    return this;
  }

  /** A further figure of the same kind, by its name in snake case. */
  public Report prequential(String figure, double value) {
    ObjectNode prequential =
        root.get("prequential") instanceof ObjectNode o ? o : root.putObject("prequential");
    number(prequential, figure, value);
    return this;
  }

  /** That drifts are looked for; each found one is added by {@link #drift}. */
  public Report drifts() {
    root.putArray("drifts");
    return this;
  }

  /** A drift, by the detector that has told of it. */
  public Report drift(long atEvent, String detector) {
    root.withArray("/drifts").addObject().put("at_event", atEvent).put("detector", detector);
    return this;
  }

  /** Prequential accuracy of the interval that ended with this event. */
  public Report curvePoint(long atEvent, double accuracy) {
    number(
        root.withArray("/accuracy_curve").addObject().put("at_event", atEvent),
        "accuracy",
        accuracy);
    return this;
  }

  /** Rows in all and in each tier. */
  public Report replay(long size, long hot, long warm) {
    root.putObject("replay").put("size", size).put("hot", hot).put("warm", warm);
    return this;
  }

  /** Of the last released version, lower-case hex. */
  public Report modelSha256(String hex) {
    root.put("model_sha256", hex);
    return this;
  }

  /** Replaces the file as a whole: a reader never sees half a report. */
  public void write(Path file) throws IOException {
    Path whole = file.toAbsolutePath();
    Path directory = whole.getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Path partial = whole.resolveSibling(whole.getFileName() + ".partial");
    Files.writeString(partial, JSON.writeValueAsString(root) + "\n");
    Files.move(partial, whole, StandardCopyOption.REPLACE_EXISTING);
  }

  private Report percentiles(String field, double p50, double p99) {
    if (Double.isFinite(p50) || Double.isFinite(p99)) {
      ObjectNode percentiles = root.putObject(field);
      number(percentiles, "p50", p50);
      number(percentiles, "p99", p99);
    }
    return this;
  }

  private static void number(ObjectNode node, String field, double value) {
    if (Double.isFinite(value)) {
      node.put(field, value);
    }
  }
}
