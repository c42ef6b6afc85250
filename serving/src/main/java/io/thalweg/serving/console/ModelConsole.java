package io.thalweg.serving.console;

import io.thalweg.schemas.LearningFigures;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.console.ModelState.Forgotten;
import io.thalweg.serving.console.ModelState.Replay;
import io.thalweg.serving.console.ModelState.Shifted;
import io.thalweg.serving.console.ModelState.Tier;
import io.thalweg.serving.stats.Freshness.Way;
import io.thalweg.serving.stats.ModelStats;
import io.thalweg.serving.version.ModelSlot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that is known of one model. Confined to the console's lock. */
final class ModelConsole {
  static final int MOST_LETTERS = 100;
  private static final int MOST_TOPICS = 8;
  private static final long SECOND = 1_000;

  private final String name;
  private final ModelFigures figures;
  private final Curves curves = new Curves();
  private final Marks marks = new Marks();
  private final Counted counted;
  private final Changes changes = new Changes();
  private final DrawnShares drawn = new DrawnShares();
  private final Forgetting forgetting = new Forgetting();
  private final Shift shift = new Shift();
  private final VersionLog versions = new VersionLog();
  private final Served served = new Served();
  private final Deque<DeadLetter> letters = new ArrayDeque<>();
  private Map<String, Double> asked = Map.of();
  private Map<String, Double> latest = Map.of();
  private List<Way> ways = List.of();
  private Totals totals = Totals.NONE;
  private double abortedBefore;

  /** The beginning of the second that has no point yet; 0: nothing has begun. */
  private long openMillis;

  ModelConsole(String name, Budget budget) {
    this.name = name;
    this.figures = new ModelFigures(budget);
    this.counted = new Counted(budget);
  }

  /** Closes the seconds before this time; what the server was asked then isn't known. */
  void recallTo(long nowMillis) {
    closeBefore(nowMillis, Map.of());
  }

  /** Closes the seconds before this time. */
  void advanceTo(long nowMillis) {
    closeBefore(nowMillis, asked);
  }

  /** Of long gaps only the beginning has points. */
  private void closeBefore(long nowMillis, Map<String, Double> askedThen) {
    long second = Math.floorDiv(nowMillis, SECOND) * SECOND;
    if (openMillis == 0 || second > openMillis + ModelFigures.COUNTS_MILLIS + SECOND) {
      if (openMillis != 0) {
        close(openMillis + ModelFigures.COUNTS_MILLIS, Map.of());
      }
      openMillis = second;
    }
    for (; openMillis < second; openMillis += SECOND) {
      close(openMillis, askedThen);
    }
  }

  private void close(long secondMillis, Map<String, Double> askedThen) {
    long now = secondMillis + SECOND;
    Map<String, Double> point = new HashMap<>(askedThen);
    LearningPoint.put(figures, now, point);
    if (!askedThen.isEmpty()) {
      stages(now).put(point);
    }
    double aborted = figures.risen(LearnedNames.ROUNDS_ABORTED);
    if (point.containsKey(SeriesNames.ROUNDS)) {
      point.put(SeriesNames.ROUNDS_ABORTED, aborted - abortedBefore);
    }
    abortedBefore = aborted;
    drawn.look(figures);
    curves.add(secondMillis, point);
    latest = point;
  }

  /** Takes in what a process says, which counts from this time on. */
  void accept(LearningFigures record, long nowMillis) {
    long now = Math.max(nowMillis, openMillis);
    if (openMillis == 0) {
      openMillis = Math.floorDiv(now, SECOND) * SECOND;
    }
    figures.accept(record, now);
    counted.look(figures, now);
    changes.look(figures, counted, now, marks);
    forgetting.look(figures, now);
    shift.look(figures, now);
    totals = Totals.of(counted);
  }

  /** Looks at what the server does. */
  void look(ModelSlot slot, @Nullable ModelStats stats, long shed, long nowMillis) {
    versions.look(slot, nowMillis, marks);
    asked = served.look(slot, stats, shed, nowMillis);
    ways =
        stats == null
            ? List.of()
            : stats.freshness().since(nowMillis - FreshnessStages.LATELY_MILLIS);
  }

  private FreshnessStages stages(long now) {
    double learn = figures.mean(LearnedNames.LEARN_DELAY_MILLIS, now);
    return ways.isEmpty() && Double.isNaN(learn)
        ? FreshnessStages.NONE
        : FreshnessStages.of(ways, learn);
  }

  void add(DeadLetter letter) {
    if (letters.size() == MOST_LETTERS) {
      letters.removeFirst();
    }
    letters.addLast(letter);
  }

  /** Where what was refused is. */
  List<String> letterTopics() {
    return names(figures.text(LearnedNames.DEAD_LETTERS)).stream()
        .distinct()
        .limit(MOST_TOPICS)
        .toList();
  }

  private static List<String> names(@Nullable String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",", -1))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .limit(Served.MOST_CLASSES)
            .toList();
  }

  @Nullable Points after(int rangeSeconds, long sinceMillis) {
    return curves.after(rangeSeconds, sinceMillis).orElse(null);
  }

  List<Mark> marksAfter(long sinceMillis) {
    return marks.after(sinceMillis);
  }

  /** The series' last values by name, and what has none. */
  Map<String, Double> latest() {
    return Map.copyOf(latest);
  }

  Totals totals() {
    return totals;
  }

  /** Drifts by detector. */
  Map<String, Long> drifts() {
    Map<String, Long> out = new TreeMap<>();
    for (int i = 0; i < LearnedNames.DETECTORS; i++) {
      double drifts = counted.largest(LearnedNames.drifts(i));
      if (!Double.isNaN(drifts)) {
        String detector = figures.text(LearnedNames.driftDetector(i));
        out.put(detector == null ? Integer.toString(i) : detector, (long) drifts);
      }
    }
    return out;
  }

  Map<String, Double> shift() {
    return shift.latest();
  }

  boolean isHeardOf() {
    return figures.heardMillis() > 0;
  }

  private boolean isLearning(long now) {
    return figures.processes(now) > 0;
  }

  ModelSummary summary(long now) {
    String head = figures.text(LearnedNames.HEAD);
    List<String> classes = classes();
    return new ModelSummary(
        name,
        versions.serving(),
        isLearning(now),
        figures.learners(now),
        classes,
        head == null ? served.head() : head);
  }

  private List<String> classes() {
    List<String> said = names(figures.text(LearnedNames.CLASSES));
    return said.isEmpty() ? served.classes() : said;
  }

  /**
   * As it stands.
   *
   * @param announced the newest announcements
   * @param silent why nothing is heard of learning, where that is known
   * @param noLetters why no dead letters can be read, where that is known
   */
  ModelState state(
      long now,
      List<ModelAnnouncement> announced,
      @Nullable String silent,
      @Nullable String noLetters) {
    Replay replay = new Replay(tiers(now), drawn.ages(), drawn.classes(classes()));
    Absent absent =
        new Absent(isHeardOf(), isLearning(now), silent)
            .unless(!replay.tiers().isEmpty(), "replay", "the learners remember nothing")
            .unless(!replay.ages().isEmpty(), "replay.ages", "nothing was drawn lately")
            .unless(!forgetting.periods().isEmpty(), "forgetting", noPeriods(now))
            .unless(!shift.features().isEmpty(), "shift", "no feature is watched yet");
    if (ways.isEmpty()) {
      absent.say("freshness", "no version with new examples went into service in the last minute");
    }
    if (letters.isEmpty()) {
      absent.say("letters", noLetters == null ? "no record was refused" : noLetters);
    }
    return new ModelState(
        name,
        now,
        isHeardOf() ? figures.heardMillis() : null,
        figures.learners(now),
        figures.processes(now),
        totals.byName(),
        stages(now).fresh(),
        replay,
        new Forgotten(forgetting.periods(), forgetting.matrix()),
        new Shifted(shift.features(), shift.matrix()),
        versions.versions(announced),
        newestFirst(),
        absent.reasons());
  }

  /** By when they were refused: topics are read one beside the other. */
  private List<DeadLetter> newestFirst() {
    List<DeadLetter> out = new ArrayList<>();
    letters.descendingIterator().forEachRemaining(out::add);
    out.sort(Comparator.comparingLong(DeadLetter::timeMillis).reversed());
    return out;
  }

  private String noPeriods(long now) {
    return figures.names(now, LearnedNames.PROBE_EVALUATIONS::equals).isEmpty()
        ? "probes are off, or the head is a regression"
        : "no period has been evaluated yet";
  }

  /** Versions that are shown however old they are. */
  SortedSet<Long> versionsInUse() {
    return versions.inUse();
  }

  private List<Tier> tiers(long now) {
    double memory = figures.sum(LearnedNames.REPLAY_HOT_ROWS, now);
    double disk = figures.sum(LearnedNames.REPLAY_WARM_ROWS, now);
    return Stream.of(Map.entry("memory", memory), Map.entry("disk", disk))
        .filter(e -> !Double.isNaN(e.getValue()))
        .map(e -> new Tier(e.getKey(), Math.round(e.getValue())))
        .toList();
  }
}
