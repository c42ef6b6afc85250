package io.thalweg.serving.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.PastKey;
import io.thalweg.model.store.LocalModelStore;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.console.Console;
import io.thalweg.serving.console.LearnedNames;
import io.thalweg.serving.console.Said;
import io.thalweg.serving.feedback.FeedbackFigures;
import io.thalweg.serving.feedback.VersionFigures;
import io.thalweg.serving.follow.Releases;
import io.thalweg.serving.history.HistoriesConfig;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import io.thalweg.serving.history.HistoriesConfig.TimeUnit;
import io.thalweg.serving.history.KeyedPasts;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.stats.ServingRecorder;
import io.thalweg.serving.stats.ServingRecorder.Shed;
import io.thalweg.serving.version.VersionTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServingMetricsTest {
  /** Test versions are made at 0. */
  private static final InstantSource AT_NINE_SECONDS =
      InstantSource.fixed(Instant.ofEpochMilli(9_000));

  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-z_]+?)(?:_bucket|_sum|_count)?(?:\\{(.*)})? [^ ]+$");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE ([a-z_]+) ([a-z]+)$");
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `(thalweg_(?:serving|learning)_[a-z_]+)` \\| ([a-z]+) \\| ([^|]*)\\|");
  private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"");
  private static final Pattern QUOTED = Pattern.compile("`([a-z]+)`");

  @TempDir private Path store;
  private final ServingRecorder recorder = new ServingRecorder();
  private final VersionTable table = new VersionTable(List.of(TestModel.NAME), 1);
  private final ServingMetrics metrics =
      new ServingMetrics(
          recorder,
          table,
          AT_NINE_SECONDS,
          Stream.of(
                  new FeedbackFamilies(ServingMetricsTest::feedback, AT_NINE_SECONDS).all(),
                  new HistoryFamilies(pasts(), () -> 12).all(),
                  new LearningFamilies(learning()::learned, AT_NINE_SECONDS).all())
              .flatMap(List::stream)
              .toList());

  private Console learning() {
    Console console = new Console(recorder, table, new Releases(), AT_NINE_SECONDS);
    Said before = Said.by("a").learner(0, 20, 10);
    Said now =
        Said.by("a")
            .learner(0, 100, 70)
            .of("learner/0", LearnedNames.EXAMPLES_REPLAYED, 90)
            .of("learner/0", LearnedNames.LOG_LOSS_SUM, 25)
            .of("learner/0", LearnedNames.REPLAY_HOT_ROWS, 60)
            .of("learner/0", LearnedNames.REPLAY_WARM_ROWS, 7)
            .of("learner/0", LearnedNames.LEARN_DELAY_MILLIS, 40)
            .of("learner/0", LearnedNames.shift("amount"), 0.125)
            .of("learner/0", LearnedNames.probeBegan(0), 3_000)
            .of("learner/0", LearnedNames.probeRows(0), 4)
            .of("learner/0", LearnedNames.probeCorrect(0), 3)
            .of("learner/0", LearnedNames.PROBE_EVALUATIONS, 1)
            .of("learner/0", "drifts0", 2)
            .of("bad", LearnedNames.BAD_SHARE, 0.25)
            .of("jm", LearnedNames.ROUNDS_COMMITTED, 12)
            .of("jm", LearnedNames.ROUNDS_ABORTED, 1)
            .of("", LearnedNames.NUM_RESTARTS, 3)
            .of("join", LearnedNames.EVENTS_DEAD_LETTERED, 5)
            .text("driftDetector0", "adwin");
    console.accept(before.at(6_000));
    console.accept(now.at(7_000));
    console.accept(now.at(8_500));
    return console;
  }

  @Test
  void saysWhatIsLearnedByThoseThatTellOfIt() {
    assertHas(
        "thalweg_learning_examples_total{model=\"clicks\",of=\"new\"} 100.0",
        "thalweg_learning_examples_total{model=\"clicks\",of=\"replayed\"} 90.0",
        "thalweg_learning_rounds_total{model=\"clicks\",outcome=\"committed\"} 12.0",
        "thalweg_learning_rounds_total{model=\"clicks\",outcome=\"aborted\"} 1.0",
        "thalweg_learning_dead_letters_total{model=\"clicks\"} 5.0",
        "thalweg_learning_restarts_total{model=\"clicks\"} 3.0",
        "thalweg_learning_drifts_total{detector=\"adwin\",model=\"clicks\"} 2.0",
        "thalweg_learning_accuracy{model=\"clicks\",of=\"model\"} 0.7",
        "thalweg_learning_accuracy{model=\"clicks\",of=\"no_change\"} 0.5",
        "thalweg_learning_accuracy{model=\"clicks\",of=\"majority\"} 0.25",
        "thalweg_learning_log_loss{model=\"clicks\"} 0.25",
        "thalweg_learning_replay_rows{model=\"clicks\",tier=\"memory\"} 60.0",
        "thalweg_learning_replay_rows{model=\"clicks\",tier=\"disk\"} 7.0",
        "thalweg_learning_freshness_seconds{model=\"clicks\",stage=\"learn\"} 0.04",
        "thalweg_learning_bad_share{model=\"clicks\"} 0.25",
        "thalweg_learning_shift{feature=\"amount\",model=\"clicks\"} 0.125",
        "thalweg_learning_remembered_accuracy{model=\"clicks\",period=\"3\"} 0.75",
        "thalweg_learning_learners{model=\"clicks\"} 1.0",
        "thalweg_learning_silence_seconds{model=\"clicks\"} 0.5");
  }

  private static KeyedPasts pasts() {
    KeyedPasts pasts =
        new KeyedPasts(
            new HistoriesConfig(
                Map.of("clicks", new Followed("h", "user", null, TimeUnit.MILLIS, 1_000))),
            AT_NINE_SECONDS);
    for (int i = 0; i < 9; i++) {
      pasts.models().get("clicks").store().put(new PastKey(Part.ALL, "k" + i), new byte[100]);
    }
    return pasts;
  }

  private static FeedbackFigures feedback() {
    VersionFigures version =
        new VersionFigures(
            "fraud",
            6,
            7,
            8,
            9,
            10,
            Map.of("accuracy", 0.5, "ece", 0.25),
            OptionalLong.of(1_000),
            OptionalLong.of(2_000),
            OptionalLong.of(500),
            OptionalLong.empty());
    return new FeedbackFigures(1, 2, 3, 4, Map.of("fraud", 5L), List.of(version));
  }

  @BeforeEach
  void serveVersionSeven() throws Exception {
    serve(7);
  }

  @AfterEach
  void close() {
    metrics.close();
    table.close();
  }

  private void serve(long version) throws Exception {
    LocalModelStore models = new LocalModelStore(store);
    table
        .openSlot(TestModel.NAME)
        .swap(
            new OnnxLoader(models, InstantSource.system())
                .load(TestModel.release(models, version)));
  }

  private void assertHas(String... lines) {
    assertThat(metrics.scrape().lines().toList()).contains(lines);
  }

  @Test
  void countsRequestsByModelAndStatus() {
    recorder.served("clicks", 7, 1_000_000);
    recorder.served("clicks", 7, 1_000_000);
    recorder.failed("clicks", RequestException.bad("x"));
    recorder.failed("made up", RequestException.unknown("x"));
    recorder.failed("made up too", RequestException.unknown("x"));
    assertHas(
        "thalweg_serving_requests_total{model=\"clicks\",status=\"200\"} 2.0",
        "thalweg_serving_requests_total{model=\"clicks\",status=\"400\"} 1.0",
        "thalweg_serving_requests_total{model=\"\",status=\"404\"} 2.0");
  }

  @Test
  void keepsNoSeriesOfVersionsThatServeNoLonger() throws Exception {
    recorder.served("clicks", 7, 1_000_000);
    assertHas("thalweg_serving_version_requests_total{model=\"clicks\",version=\"7\"} 1.0");
    serve(8);
    recorder.served("clicks", 8, 1_000_000);
    recorder.served("clicks", 7, 1_000_000);
    assertHas("thalweg_serving_version_requests_total{model=\"clicks\",version=\"8\"} 1.0");
    assertThat(metrics.scrape()).doesNotContain("version=\"7\"");
    assertHas("thalweg_serving_requests_total{model=\"clicks\",status=\"200\"} 3.0");
  }

  @Test
  void putsLatenciesInBuckets() {
    recorder.served("clicks", 7, 40_000);
    recorder.served("clicks", 7, 1_000_000);
    recorder.served("clicks", 7, 7_000_000_000L);
    assertHas(
        "thalweg_serving_request_duration_seconds_bucket{model=\"clicks\",le=\"5.0E-5\"} 1",
        "thalweg_serving_request_duration_seconds_bucket{model=\"clicks\",le=\"5.0E-4\"} 1",
        "thalweg_serving_request_duration_seconds_bucket{model=\"clicks\",le=\"0.001\"} 2",
        "thalweg_serving_request_duration_seconds_bucket{model=\"clicks\",le=\"5.0\"} 2",
        "thalweg_serving_request_duration_seconds_bucket{model=\"clicks\",le=\"+Inf\"} 3",
        "thalweg_serving_request_duration_seconds_count{model=\"clicks\"} 3");
    double sum =
        Double.parseDouble(
            metrics
                .scrape()
                .lines()
                .filter(l -> l.startsWith("thalweg_serving_request_duration_seconds_sum"))
                .findFirst()
                .orElseThrow()
                .split(" ", -1)[1]);
    assertThat(sum).isBetween(7.00104 * 0.999, 7.00104 * 1.001);
  }

  @Test
  void saysWhichVersionServesAndHowOldItIs() {
    assertHas(
        "thalweg_serving_ready{model=\"clicks\"} 1.0",
        "thalweg_serving_model_version{model=\"clicks\"} 7.0",
        "thalweg_serving_version_age_seconds{model=\"clicks\"} 9.0");
    table.openSlot("fraud");
    assertHas("thalweg_serving_ready{model=\"fraud\"} 0.0");
  }

  @Test
  void countsWhatIsUnderWayTurnedAwayAndSwapped() {
    recorder.began();
    recorder.began();
    recorder.ended();
    recorder.shed(Shed.RATE_LIMIT);
    recorder.swapped(10_000, List.of(9_800L, 5_000L));
    recorder.refused();
    recorder.ran(3);
    assertHas(
        "thalweg_serving_requests_in_flight 1.0",
        "thalweg_serving_shed_total{reason=\"rate_limit\"} 1.0",
        "thalweg_serving_shed_total{reason=\"overload\"} 0.0",
        "thalweg_serving_swaps_total{outcome=\"served\"} 1.0",
        "thalweg_serving_swaps_total{outcome=\"refused\"} 1.0",
        "thalweg_serving_freshness_seconds_bucket{le=\"0.25\"} 1",
        "thalweg_serving_freshness_seconds_bucket{le=\"5.0\"} 2",
        "thalweg_serving_batch_rows_bucket{le=\"2.0\"} 0",
        "thalweg_serving_batch_rows_bucket{le=\"4.0\"} 1");
  }

  @Test
  void hasWhatFeedbackHasShownOfEachVersion() {
    String of = "model=\"fraud\",version=\"6\"} ";
    assertHas(
        "thalweg_serving_feedback_predictions_total{outcome=\"sent\"} 1.0",
        "thalweg_serving_feedback_predictions_total{outcome=\"dropped\"} 2.0",
        "thalweg_serving_feedback_predictions_total{outcome=\"failed\"} 3.0",
        "thalweg_serving_feedback_waiting 4.0",
        "thalweg_serving_feedback_unmatched_labels_total{model=\"fraud\"} 5.0",
        "thalweg_serving_feedback_rows_total{" + of + "7.0",
        "thalweg_serving_feedback_metric{metric=\"accuracy\"," + of + "0.5",
        "thalweg_serving_feedback_metric{metric=\"ece\"," + of + "0.25");
    String outcomes = "thalweg_serving_feedback_outcomes_total{model=\"fraud\",outcome=\"";
    assertHas(
        outcomes + "matched\",version=\"6\"} 8.0",
        outcomes + "expired\",version=\"6\"} 9.0",
        outcomes + "unjudged\",version=\"6\"} 10.0");
    String quantile = "{model=\"fraud\",quantile=\"";
    assertHas(
        "thalweg_serving_feedback_latency_seconds" + quantile + "0.5\",version=\"6\"} 0.001",
        "thalweg_serving_feedback_latency_seconds" + quantile + "0.99\",version=\"6\"} 0.002",
        "thalweg_serving_feedback_label_delay_seconds" + quantile + "0.5\",version=\"6\"} 0.5");
    assertThat(metrics.scrape()).doesNotContain("label_delay_seconds" + quantile + "0.99");
  }

  @Test
  void takesNewFiguresOfFeedbackAfterASecond() {
    AtomicLong millis = new AtomicLong();
    AtomicInteger waiting = new AtomicInteger();
    FeedbackFamilies families =
        new FeedbackFamilies(
            () -> new FeedbackFigures(0, 0, 0, waiting.incrementAndGet(), Map.of(), List.of()),
            () -> Instant.ofEpochMilli(millis.get()));
    try (ServingMetrics own =
        new ServingMetrics(recorder, table, AT_NINE_SECONDS, families.all())) {
      own.scrape();
      millis.set(999);
      assertThat(own.scrape().lines()).contains("thalweg_serving_feedback_waiting 1.0");
      millis.set(1_000);
      assertThat(own.scrape().lines()).contains("thalweg_serving_feedback_waiting 2.0");
    }
  }

  @Test
  void takesInFiguresOfOtherRooms() {
    Family.Counts more = new Family.Counts("extra", "More.", () -> Family.Sample.only(5));
    try (ServingMetrics both =
        new ServingMetrics(recorder, table, AT_NINE_SECONDS, List.of(more))) {
      assertThat(both.scrape().lines()).contains("extra_total 5.0");
    }
  }

  @Test
  void hasTheFiguresOfTheProcessUnderTheirUsualNames() {
    String scrape = metrics.scrape();
    assertThat(scrape)
        .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads ", "process_cpu_usage ")
        .contains("process_uptime_seconds ", "process_files_open_files ");
    assertThat(scrape).containsPattern("(?m)^process_resident_memory_bytes [1-9]");
  }

  @Test
  void saysWhatIsKnownOfKeysAndHowFarTheTopicIsAhead() {
    assertHas(
        "thalweg_serving_history_pasts{model=\"clicks\"} 3.0",
        "thalweg_serving_history_bytes{model=\"clicks\"} 792.0",
        "thalweg_serving_history_evicted_total{model=\"clicks\"} 6.0",
        "thalweg_serving_history_rows_total{key=\"known\",model=\"clicks\"} 0.0",
        "thalweg_serving_history_lag 12.0");
  }

  /** Name, type and labels, as the document has them and as they are scraped. */
  @Test
  void agreesWithTheTableInTheDocument() throws IOException {
    recorder.served("clicks", 7, 1_000);
    String scrape = metrics.scrape();
    Map<String, String> scraped = new TreeMap<>();
    TYPE.matcher(scrape).results().forEach(m -> scraped.put(m.group(1), m.group(2) + " "));
    SAMPLE
        .matcher(scrape)
        .results()
        .forEach(
            m ->
                scraped.computeIfPresent(
                    m.group(1), (n, t) -> t.split(" ", -1)[0] + " " + labels(m)));
    scraped.keySet().removeIf(name -> !name.startsWith("thalweg_"));

    Map<String, String> written = new TreeMap<>();
    ROW.matcher(Files.readString(Path.of("..", "docs", "metrics.md")))
        .results()
        .forEach(m -> written.put(m.group(1), m.group(2) + " " + all(QUOTED, m.group(3))));
    assertThat(scraped).isEqualTo(written).hasSizeGreaterThan(10);
  }

  private static String labels(MatchResult sample) {
    TreeSet<String> labels = new TreeSet<>(List.of(all(LABEL, sample.group(2)).split(" ", -1)));
    labels.remove("le");
    return String.join(" ", labels);
  }

  private static String all(Pattern pattern, String text) {
    return text == null
        ? ""
        : pattern
            .matcher(text)
            .results()
            .map(m -> m.group(1))
            .sorted()
            .collect(Collectors.joining(" "));
  }
}
