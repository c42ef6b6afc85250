package io.thalweg.cli.command;

import io.thalweg.cli.generate.DriftText;
import io.thalweg.cli.generate.StreamKind;
import io.thalweg.cli.generate.StreamPlan;
import io.thalweg.cli.generate.StreamPlan.Labels;
import io.thalweg.cli.generate.StreamPlayer.Tempo;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.NearestName;
import io.thalweg.ingestion.generate.DriftPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which stream, and how much of it. */
final class StreamOptions {
  private static final long DEFAULT_COUNT = 100_000;
  private static final double DEFAULT_EVENTS_PER_SECOND = 1_000;
  private static final Duration DEFAULT_DELAY = Duration.ofSeconds(1);
  private static final long MOST = 1L << 50;

  @Parameters(
      paramLabel = "NAME",
      description = "sea, agrawal, hyperplane, rbf, led or transactions.")
  private String name = "";

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Of the events (default: NAME); made with one partition if it is missing.")
  private @Nullable String topic;

  @Option(
      names = "--labels-topic",
      paramLabel = "TOPIC",
      description = "Of the labels; without it the label stands in the event, as field label.")
  private @Nullable String labelsTopic;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "So many events (default: 100000, unless --for is given).")
  private @Nullable Long count;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "As many events as come in so long, say 60s.")
  private @Nullable Duration length;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "Events per second (default: as fast as they are taken, a millisecond of event time"
              + " apart).")
  private @Nullable Double rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of all that is drawn (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--drift",
      paramLabel = "AT[,WIDTH[,TO]]",
      description =
          "From row AT on another concept: at once, or fading in over WIDTH rows; the next one,"
              + " or number TO, from 0. May be repeated; 0 again and again is a recurring one.")
  private List<String> drifts = new ArrayList<>();

  @Option(
      names = "--drift-every",
      paramLabel = "ROWS",
      description = "The concepts in turn, over and over.")
  private @Nullable Long driftEvery;

  @Option(
      names = "--label-delay",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long after its event a label comes (default: 1s of event time).")
  private @Nullable Duration labelDelay;

  @Option(
      names = "--bad-share",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "So many of the events are broken, 0 to 1: cut short, noise, no number, out of range"
              + " (default: ${DEFAULT-VALUE}). They have no label.")
  private double badShare;

  /** What they ask for; a mistake in them is said in one line. */
  StreamPlan plan() {
    StreamKind kind = kind();
    requireValid();
    return new StreamPlan(
        kind,
        seed,
        driftPlan(kind),
        rate == null ? DEFAULT_EVENTS_PER_SECOND : rate,
        badShare,
        labelsTopic == null
            ? new Labels.Inline()
            : new Labels.Later((labelDelay == null ? DEFAULT_DELAY : labelDelay).toMillis()));
  }

  Tempo tempo() {
    return rate == null ? Tempo.UNBOUNDED : Tempo.REAL;
  }

  /** How long to play where no number of events says it. */
  Optional<Duration> clock() {
    return rate == null ? Optional.ofNullable(length) : Optional.empty();
  }

  /** Empty where labels stand in the events. */
  Optional<String> labelsTopic() {
    return Optional.ofNullable(labelsTopic);
  }

  private StreamKind kind() {
    List<String> names = Arrays.stream(StreamKind.values()).map(StreamKind::id).toList();
    return Arrays.stream(StreamKind.values())
        .filter(kind -> kind.id().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    "there is no stream '%s' among %s%s"
                        .formatted(
                            name,
                            String.join(", ", names),
                            NearestName.of(name, names)
                                .map("; did you mean '%s'?"::formatted)
                                .orElse("; say one of them"))));
  }

  private void requireValid() {
    require(count == null || count > 0, "--count must be above 0; say --count 100000");
    require(count == null || count <= MOST, "--count is above " + MOST + "; say --for instead");
    require(count == null || length == null, "--count and --for both say when to end; give one");
    require(
        rate == null || (rate > 0 && rate <= 1e9),
        "--rate must be above 0 and 1e9 at most; say --rate 2000");
    require(
        badShare >= 0 && badShare <= 1, "--bad-share must be from 0 to 1; say --bad-share 0.01");
    require(
        drifts.isEmpty() || driftEvery == null,
        "--drift and --drift-every both say when the concept changes; give one");
    require(
        driftEvery == null || driftEvery > 0,
        "--drift-every must be above 0; say --drift-every 10000");
    require(
        labelDelay == null || labelsTopic != null,
        "--label-delay needs a topic for the labels; say --labels-topic too");
    require(
        labelsTopic == null || !labelsTopic.equals(eventsTopic()),
        "--labels-topic is the topic of the events; say another");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CommandException(otherwise);
    }
  }

  String eventsTopic() {
    return topic == null ? kind().id() : topic;
  }

  private DriftPlan driftPlan(StreamKind kind) {
    if (driftEvery == null) {
      return DriftText.plan(drifts, kind.conceptCount());
    }
    require(
        length == null || rate != null,
        "--drift-every needs to know how many rows come; say --count, or --rate beside --for");
    long changes = most() / driftEvery;
    require(
        changes <= 10_000,
        "--drift-every %d makes %d changes, at most 10000; say more rows"
            .formatted(driftEvery, changes));
    return DriftText.every(driftEvery, most(), kind.conceptCount());
  }

  /** Events at most. */
  long most() {
    if (length == null) {
      return count == null ? DEFAULT_COUNT : count;
    }
    return rate == null ? Long.MAX_VALUE : Math.max(1, (long) (rate * length.toMillis() / 1_000));
  }
}
