package io.thalweg.serving.console;

import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Names of metrics and texts in records of figures. The processes that learn are other programs
 * than the server, so the names are a contract.
 */
public final class LearnedNames {
  // Of learners.
  public static final String EXAMPLES_TRAINED = "examplesTrained";
  public static final String EXAMPLES_REPLAYED = "examplesReplayed";
  public static final String EXAMPLES_WAITING = "examplesWaiting";
  public static final String EXAMPLES_ERASED = "examplesErased";
  public static final String STEPS = "steps";
  public static final String CORRECT = "correct";
  public static final String CORRECT_NO_CHANGE = "correctNoChange";
  public static final String CORRECT_MAJORITY = "correctMajority";
  public static final String LOG_LOSS_SUM = "logLossSum";
  public static final String EXAMPLES_JUDGED = "examplesJudged";
  public static final String REPLAY_ROWS = "replayRows";
  public static final String REPLAY_HOT_ROWS = "replayHotRows";
  public static final String REPLAY_WARM_ROWS = "replayWarmRows";
  public static final String REPLAY_WARM_DISK_BYTES = "replayWarmDiskBytes";
  public static final String REPLAY_COLD_DISK_BYTES = "replayColdDiskBytes";
  public static final String PROMOTIONS = "promotions";
  public static final String ROUNDS_COMMITTED = "roundsCommitted";
  public static final String ROUNDS_ABORTED = "roundsAborted";
  public static final String BAD_SHARE = "badShare";
  public static final String BAD_HOLDS = "badRecordsHold";
  public static final String LEARNING_RATE = "learningRate";
  public static final String GRADIENT_NORM = "gradientNorm";
  public static final String LEARN_DELAY_MILLIS = "learnDelayMillis";
  public static final String ROUND_MILLIS = "roundMillis";
  public static final String ROUND_BYTES = "roundBytes";
  public static final String PROBE_EVALUATIONS = "probeEvaluations";

  // Of ingestion.
  public static final String EVENTS_DEAD_LETTERED = "eventsDeadLettered";
  public static final String LABELS_DEAD_LETTERED = "labelsDeadLettered";
  public static final String ERASURES_DEAD_LETTERED = "erasuresDeadLettered";
  public static final String DUPLICATES = "duplicates";
  public static final String EXPIRED = "expired";
  public static final String ERASED_EVENTS = "erasedEvents";

  // Flink's own.
  public static final String NUM_RESTARTS = "numRestarts";
  public static final String PENDING_RECORDS = "pendingRecords";
  public static final String CHECKPOINT_DURATION = "lastCheckpointDuration";
  public static final String CHECKPOINT_SIZE = "lastCheckpointSize";

  // Texts.
  public static final String HEAD = "head";

  /** Comma separated. */
  public static final String CLASSES = "classes";

  /** Topics, comma separated. */
  public static final String DEAD_LETTERS = "deadLetters";

  /** Frozen slices of periods, at most. */
  public static final int SLOTS = 8;

  public static final int DETECTORS = 16;

  /** Upper ends of the ages of rows that are drawn, seconds; beyond the last is one more. */
  static final List<Integer> AGES = List.of(60, 600, 3_600, 21_600, 86_400, 604_800);

  static final int DRAWN_CLASSES = 32;

  private static final int LONGEST_LIST = 16_384;
  private static final int LONGEST_NAMING = 300;
  private static final String JUDGED = "judged_";
  private static final String SHIFT = "shift_";
  private static final String DRIFTS = "drifts";
  private static final String DRAWN_AGE = "drawnAge";
  private static final String DRAWN_CLASS = "drawnClass";
  private static final String PROBE = "probe";

  /** Deltas of these are rates; all others are what is so at the moment. */
  private static final Set<String> COUNTERS =
      Set.of(
          EXAMPLES_TRAINED,
          EXAMPLES_REPLAYED,
          STEPS,
          CORRECT,
          CORRECT_NO_CHANGE,
          CORRECT_MAJORITY,
          LOG_LOSS_SUM,
          ROUNDS_COMMITTED,
          ROUNDS_ABORTED,
          EVENTS_DEAD_LETTERED,
          LABELS_DEAD_LETTERED,
          ERASURES_DEAD_LETTERED);

  private static final Set<String> GAUGES =
      Set.of(
          EXAMPLES_WAITING,
          EXAMPLES_ERASED,
          EXAMPLES_JUDGED,
          REPLAY_ROWS,
          REPLAY_HOT_ROWS,
          REPLAY_WARM_ROWS,
          REPLAY_WARM_DISK_BYTES,
          REPLAY_COLD_DISK_BYTES,
          PROMOTIONS,
          BAD_SHARE,
          BAD_HOLDS,
          LEARNING_RATE,
          GRADIENT_NORM,
          LEARN_DELAY_MILLIS,
          ROUND_MILLIS,
          ROUND_BYTES,
          DUPLICATES,
          EXPIRED,
          ERASED_EVENTS,
          NUM_RESTARTS,
          PENDING_RECORDS,
          PROBE_EVALUATIONS,
          CHECKPOINT_DURATION,
          CHECKPOINT_SIZE);

  /** Where names end is for whoever names figures and features. */
  private static final List<String> PREFIXES = List.of(JUDGED, SHIFT);

  private static final Set<String> NUMBERED_COUNTERS =
      union(
          List.of(
              numbered(AGES.size() + 1, LearnedNames::drawnAge),
              numbered(DRAWN_CLASSES, LearnedNames::drawnClass)));

  private static final Set<String> NUMBERED_GAUGES =
      union(
          List.of(
              numbered(DETECTORS, LearnedNames::drifts),
              numbered(SLOTS, LearnedNames::probeBegan),
              numbered(SLOTS, LearnedNames::probeRows),
              numbered(SLOTS, LearnedNames::probeCorrect)));

  private static final Set<String> TEXTS =
      union(
          List.of(
              Set.of(HEAD, CLASSES, DEAD_LETTERS),
              numbered(DETECTORS, LearnedNames::driftDetector)));

  private LearnedNames() {}

  private static Set<String> numbered(int all, IntFunction<String> name) {
    return IntStream.range(0, all).mapToObj(name).collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> union(List<Set<String>> sets) {
    return sets.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }

  /** A further figure of a head, times the examples judged. */
  public static String judged(String figure) {
    return JUDGED + figure;
  }

  /** Drifts that the detector at this position has told of. */
  public static String drifts(int detector) {
    return DRIFTS + detector;
  }

  /** The text that names the detector at this position. */
  public static String driftDetector(int detector) {
    return "driftDetector" + detector;
  }

  /** Population stability index of a feature. */
  public static String shift(String feature) {
    return SHIFT + feature;
  }

  /** Rows drawn from replay whose age is in this bucket. */
  public static String drawnAge(int bucket) {
    return DRAWN_AGE + bucket;
  }

  /** Rows of this class drawn from replay. */
  public static String drawnClass(int of) {
    return DRAWN_CLASS + of;
  }

  /** When the period of this slot began, milliseconds since the epoch. */
  public static String probeBegan(int slot) {
    return PROBE + "Began_" + slot;
  }

  /** Rows that are kept of it. */
  public static String probeRows(int slot) {
    return PROBE + "Rows_" + slot;
  }

  /** Of those, predicted right at the last evaluation. */
  public static String probeCorrect(int slot) {
    return PROBE + "Correct_" + slot;
  }

  static boolean isCounter(String name) {
    return COUNTERS.contains(name) || NUMBERED_COUNTERS.contains(name);
  }

  /** Whether anything is made of it; the others aren't kept. */
  static boolean isWanted(String name) {
    return isCounter(name)
        || GAUGES.contains(name)
        || NUMBERED_GAUGES.contains(name)
        || PREFIXES.stream().anyMatch(name::startsWith);
  }

  /** Lists of topics and of classes may be longer than the name of one thing. */
  static int longestText(String name) {
    return name.equals(CLASSES) || name.equals(DEAD_LETTERS) ? LONGEST_LIST : LONGEST_NAMING;
  }

  static boolean isWantedText(String name) {
    return TEXTS.contains(name);
  }

  /** The figure that a judged metric is of, or the feature of a shift; null: neither. */
  static @Nullable String figure(String name) {
    return name.startsWith(JUDGED) ? name.substring(JUDGED.length()) : null;
  }

  static @Nullable String feature(String name) {
    return name.startsWith(SHIFT) ? name.substring(SHIFT.length()) : null;
  }
}
