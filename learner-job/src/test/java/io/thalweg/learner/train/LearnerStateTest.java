package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.learner.MemoryDirectories;
import io.thalweg.learner.sync.Offsets;
import io.thalweg.learner.sync.Offsets.Input;
import io.thalweg.learner.sync.Offsets.Lane;
import io.thalweg.learner.sync.Offsets.Span;
import io.thalweg.learner.sync.Totals;
import io.thalweg.learner.train.experts.ExpertsState;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.evaluate.PrequentialCounts;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.optimize.DescentState;
import io.thalweg.model.optimize.RateState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerStateTest {
  private static final Origin ORIGIN = new Origin(4, 33, 5, 34);
  private static final Origin SOMEBODYS = new Origin(4, 33, 5, 34, 55, true);
  private static final Totals TOTALS =
      new Totals(
          35, 36, 37, 0.5, new Offsets(Map.of(new Lane(Input.EVENTS, 6), new Span(38, 39, 40))));

  /** None frozen; its totals, and no offsets. */
  private static final String NO_ROUND =
      "00" + "000000000000000000000000000000000000000000000000" + "0000000000000000" + "00000000";

  /** No examples since a consolidation, nothing held on to. */
  private static final String NO_STRATEGY = "0000000000000000" + "00000000";

  /** The pipeline's own champion, no promotion, nobody over, no examples, nobody running; sums. */
  private static final String NO_RACE =
      "0000"
          + "00000000"
          + "00000000"
          + "0000000000000000"
          + "0000000000000000"
          + "00000000"
          + "000000010000000000000000"
          + "00000000"
          + "00000002"
          + "00000000000000000000000000000000"
          + "00000002"
          + "00000000000000000000000000000000";

  private static final String STRATEGY =
      "0000000000000029" // examples since the consolidation
          + "00000002" // vectors, in the order of their names
          + "0001610000000140400000"
          + "00016200000000";

  /** Three outputs. */
  private static final String GROWN = "00000003";

  /** The first of one regime is chosen, with no level yet; no sums, nobody to go back to. */
  private static final String NO_EXPERTS =
      "00000000"
          + "0000000000000000"
          + "0000000000000001"
          + "0000000000000000"
          + "0000000000000000"
          + "00"
          + "00000001"
          + "0000000000000000"
          + "0000000000000000"
          + "00000000"
          + "00000001"
          + "0000000000000000"
          + "0000000000000000"
          + "0000000000000000"
          + "0000000000000000"
          + "0000000000000000"
          + "0000000000000000"
          + "0000000000000000"
          + "00000000"
          + "00000000";

  /** Of a head that stays as it is. */
  private static final String NOT_GROWN = "00000000";

  /** Since the start, not boosted; no gradients wait. */
  private static final String CONSTANT_RATE =
      "0000000000000000" + "3ff0000000000000" + "0000000000000000" + "0000000000000000";

  private static final String ORIGINS =
      "0000000000000023" // base: examples, steps, correct, log loss
          + "000000000000002400000000000000253fe0000000000000"
          + "00000001" // and its offsets: events, from, through, to
          + "0000000006000000000000002600000000000000270000000000000028"
          + "00000002" // reach: of events, of labels
          + "0000000004000000000000002100000000000000220000000000000021"
          + "0100000005000000000000002200000000000000230000000000000000"
          + "000000040000000000000021" // origin of what waits
          + "000000050000000000000022";

  /** Whom what waits is about, and that it is revised. */
  private static final String SUBJECT = "0000000000000037" + "01";

  /** Negatives. */
  private static final String LEFT_OUT = "000000000000002a";

  private static final String NONE_LEFT_OUT = "0000000000000000";

  private static final String PROBES = "00000002" + "0706";

  private static final String NO_PROBES = "00000000";

  private static final String NOBODY = "0000000000000000" + "00";

  @TempDir(factory = MemoryDirectories.class)
  Path dir;

  @Test
  void version11OfTheBytesIsFixed() {
    String all = ORIGINS + SUBJECT + NO_ROUND + STRATEGY + GROWN + NO_RACE + NO_EXPERTS + LEFT_OUT;
    byte[] bytes = golden("0000000b", "0000000000000015", all + PROBES);
    StrategyState strategy =
        new StrategyState(41, Map.of("b", new float[0], "a", new float[] {3f}));
    assertThat(example(21, TOTALS, reach(), SOMEBODYS, strategy, 3, 42, 7, 6).toBytes())
        .isEqualTo(bytes);
    LearnerState read = LearnerState.fromBytes(bytes);
    assertIsExample(read, 21);
    assertThat(read.baseTotals()).isEqualTo(TOTALS);
    assertThat(read.strategy().sinceConsolidation()).isEqualTo(41);
    assertThat(read.strategy().vectors().get("a")).containsExactly(3f);
    assertThat(read.replica().outputs()).isEqualTo(3);
    assertThat(read.leftOut()).isEqualTo(42);
    assertThat(read.probes()).containsExactly(7, 6);
    assertThat(read.toBytes()).isEqualTo(bytes);
  }

  @Test
  void version10WhichProbedNothingIsRead() {
    String all = ORIGINS + SUBJECT + NO_ROUND + STRATEGY + GROWN + NO_RACE + NO_EXPERTS + LEFT_OUT;
    LearnerState read = LearnerState.fromBytes(golden("0000000a", "0000000000000015", all));
    assertIsExample(read, 21);
    assertThat(read.leftOut()).isEqualTo(42);
    assertThat(read.probes()).isEmpty();
    assertThat(read.toBytes()).isEqualTo(golden("0000000b", "0000000000000015", all + NO_PROBES));
  }

  @Test
  void version9WhichLeftNothingOutIsRead() {
    String all = ORIGINS + SUBJECT + NO_ROUND + STRATEGY + GROWN + NO_RACE + NO_EXPERTS;
    LearnerState read = LearnerState.fromBytes(golden("00000009", "0000000000000015", all));
    assertIsExample(read, 21);
    assertThat(read.leftOut()).isZero();
    assertThat(read.toBytes())
        .isEqualTo(golden("0000000b", "0000000000000015", all + NONE_LEFT_OUT + NO_PROBES));
  }

  @Test
  void version8WhichKnewNoSubjectsIsRead() {
    String behind = NO_ROUND + STRATEGY + GROWN + NO_RACE + NO_EXPERTS;
    LearnerState read =
        LearnerState.fromBytes(golden("00000008", "0000000000000015", ORIGINS + behind));
    assertIsExample(read, 21);
    assertThat(read.toBytes())
        .isEqualTo(
            golden(
                "0000000b",
                "0000000000000015",
                ORIGINS + NOBODY + behind + NONE_LEFT_OUT + NO_PROBES));
  }

  @Test
  void version7WhichKnewNoExpertsIsRead() {
    LearnerState read =
        LearnerState.fromBytes(
            golden(
                "00000007", "0000000000000015", ORIGINS + NO_ROUND + STRATEGY + GROWN + NO_RACE));
    assertIsExample(read, 21);
    assertThat(read.toBytes())
        .isEqualTo(
            golden(
                "0000000b",
                "0000000000000015",
                ORIGINS
                    + NOBODY
                    + NO_ROUND
                    + STRATEGY
                    + GROWN
                    + NO_RACE
                    + NO_EXPERTS
                    + NONE_LEFT_OUT
                    + NO_PROBES));
  }

  @Test
  void version6WhichKnewNoGrowthAndNoChallengersIsRead() {
    LearnerState read =
        LearnerState.fromBytes(
            golden("00000006", "0000000000000015", ORIGINS + NO_ROUND + STRATEGY));
    assertIsExample(read, 21);
    assertThat(read.toBytes())
        .isEqualTo(
            golden(
                "0000000b",
                "0000000000000015",
                ORIGINS
                    + NOBODY
                    + NO_ROUND
                    + STRATEGY
                    + NOT_GROWN
                    + NO_RACE
                    + NO_EXPERTS
                    + NONE_LEFT_OUT
                    + NO_PROBES));
  }

  @Test
  void version5WhichHeldOnToNothingIsRead() {
    LearnerState read =
        LearnerState.fromBytes(golden("00000005", "0000000000000015", ORIGINS + NO_ROUND));
    assertIsExample(read, 21);
    assertThat(read.baseTotals()).isEqualTo(TOTALS);
    assertThat(read.toBytes())
        .isEqualTo(
            golden(
                "0000000b",
                "0000000000000015",
                ORIGINS
                    + NOBODY
                    + NO_ROUND
                    + NO_STRATEGY
                    + NOT_GROWN
                    + NO_RACE
                    + NO_EXPERTS
                    + NONE_LEFT_OUT
                    + NO_PROBES));
  }

  @Test
  void soIsWhatItSaysOfAScheduleAndOfGradientsThatWait() throws IOException {
    DescentState descent =
        new DescentState(
            "lars", 9, new float[][] {{1}}, new RateState(5, 0.5, 8), 3, new float[] {2});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new OptimizerState(descent).write(new DataOutputStream(bytes));
    assertThat(HexFormat.of().formatHex(bytes.toByteArray()))
        .isEqualTo(
            "00046c617273" // kind
                + "000000000000000900000001000000013f800000" // steps, slots
                + "00000000000000053fe00000000000000000000000000008" // start; boost, until
                + "000000030000000140000000"); // gradients, their sum
    DescentState read =
        OptimizerState.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())))
            .descent();
    assertThat(read).usingRecursiveComparison().isEqualTo(descent);
  }

  @Test
  void version4WhichKnewTheOptimizersSlotsOnlyIsRead() {
    LearnerState read =
        LearnerState.fromBytes(golden("00000004", "0000000000000015", ORIGINS + NO_ROUND));
    assertIsExample(read, 21);
    assertThat(read.toBytes()).isEqualTo(example(21, TOTALS, reach(), ORIGIN).toBytes());
  }

  @Test
  void version3WhichKnewNoRunningRoundIsRead() {
    LearnerState read = LearnerState.fromBytes(golden("00000003", "0000000000000015", ORIGINS));
    assertIsExample(read, 21);
    assertThat(read.toBytes()).isEqualTo(example(21, TOTALS, reach(), ORIGIN).toBytes());
  }

  @Test
  void version2WhichKnewNoOriginsIsRead() {
    LearnerState read = LearnerState.fromBytes(golden("00000002", "0000000000000015", ""));
    assertIsExample(read, 21);
    assertThat(read.toBytes())
        .isEqualTo(example(21, Totals.NONE, new Reach(), Origin.UNKNOWN).toBytes());
  }

  @Test
  void version1WhichKnewNoEventTimeIsRead() {
    LearnerState read = LearnerState.fromBytes(golden("00000001", "", ""));
    assertIsExample(read, Expiry.NOTHING_SEEN);
    assertThat(read.toBytes())
        .isEqualTo(
            example(Expiry.NOTHING_SEEN, Totals.NONE, new Reach(), Origin.UNKNOWN).toBytes());
  }

  @Test
  void anUnknownVersionIsRefused() {
    assertThatThrownBy(() -> LearnerState.fromBytes(golden("0000000c", "", "")))
        .hasMessage("learner state has format 12, this build reads up to 11");
  }

  private static void assertIsExample(LearnerState read, long newestEventMillis) {
    assertThat(read.rank()).isEqualTo(2);
    assertThat(read.worldSize()).isEqualTo(3);
    assertThat(read.replica().round()).isEqualTo(7);
    assertThat(read.replica().openExamples()).isEqualTo(11);
    assertThat(read.replica().carriedExamples()).isEqualTo(12);
    assertThat(read.optimizer().steps()).isEqualTo(13);
    assertThat(read.steps()).isEqualTo(14);
    assertThat(read.examplesReplayed()).isEqualTo(15);
    assertThat(read.newestEventMillis()).isEqualTo(newestEventMillis);
    assertThat(read.carried().examples()).isEqualTo(16);
    assertThat(read.waiting().size()).isEqualTo(1);
  }

  @Test
  void aTruncatedStateIsRefused() {
    byte[] bytes = example(21, TOTALS, reach(), ORIGIN).toBytes();
    for (int length = 4; length < bytes.length; length += 9) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> LearnerState.fromBytes(part))
          .hasMessage("learner state of " + length + " bytes is broken");
    }
  }

  @Test
  void aStateOfALargerModelIsRefusedAndNotCutShort() {
    ModelSpec larger =
        new ModelSpec(
            "test",
            TestLearner.FEATURES,
            List.of(),
            new Head.Multiclass(3),
            TestLearner.SPEC.seed());
    TrainingConfig config = TestLearner.config(4, 0);
    try (TestLearner t = TestLearner.open(larger, config, dir.resolve("larger"));
        TestLearner other = TestLearner.open(TestLearner.SPEC, config, dir.resolve("smaller"))) {
      LearnerState state = t.learner.toState(0, 1);
      assertThatThrownBy(() -> other.learner.restore(state))
          .hasMessage(
              "the checkpoint holds a model of 9 parameters, the pipeline's has 3;"
                  + " restore features and model of the pipeline, or begin anew with --fresh");
    }
  }

  private static Reach reach() {
    Reach reach = new Reach();
    reach.received(ORIGIN);
    reach.learned(new Origin(4, 32, -1, -1));
    return reach;
  }

  private static LearnerState example(
      long newestEventMillis, Totals baseTotals, Reach reach, Origin origin) {
    return example(newestEventMillis, baseTotals, reach, origin, StrategyState.NONE, 0, 0);
  }

  private static LearnerState example(
      long newestEventMillis,
      Totals baseTotals,
      Reach reach,
      Origin origin,
      StrategyState strategy,
      int outputs,
      long leftOut,
      int... probes) {
    FreshRows fresh = new FreshRows(new RowLayout(1), 1);
    fresh.add("é1", 5, origin, new byte[new RowLayout(1).rowBytes()]);
    return new LearnerState(
        2,
        3,
        new ReplicaState(
            7,
            new float[] {1.5f, -2},
            new float[] {1, 0},
            new double[] {1, 2, 3},
            new double[] {4, 5, 6},
            11,
            12,
            new float[] {0.25f, 0.5f},
            null,
            outputs,
            ExpertsState.NONE),
        new OptimizerState(13, new float[][] {{1, 2}, {3, 4}}),
        14,
        15,
        newestEventMillis,
        new byte[] {9, 8},
        new PrequentialCounts(16, 17, 0.5, 18, 19, 0.25, 0.125),
        WaitingRows.of(fresh),
        baseTotals,
        reach,
        Totals.NONE,
        strategy,
        RaceState.NONE,
        leftOut,
        bytes(probes));
  }

  private static byte[] bytes(int[] of) {
    byte[] bytes = new byte[of.length];
    for (int i = 0; i < of.length; i++) {
      bytes[i] = (byte) of[i];
    }
    return bytes;
  }

  /** Versions 1 to 7, big endian: every later version has to read them. */
  private static byte[] golden(String version, String newestEvent, String origins) {
    boolean descent = version.compareTo("00000005") >= 0;
    return HexFormat.of()
        .parseHex(
            version
                + "0000000200000003" // rank, world size
                + "0000000000000007" // round
                + "000000023fc00000c0000000" // parameters
                + "000000023f80000000000000" // base
                + "000000033ff000000000000040000000000000004008000000000000" // statistics
                + "00000003401000000000000040140000000000004018000000000000" // open ones
                + "000000000000000b000000000000000c" // open and carried examples
                + "000000023e8000003f000000" // carried delta
                + (descent ? "00046164616d" : "") // optimizer: kind
                + "000000000000000d00000002" // steps, slots
                + "000000023f80000040000000000000024040000040800000"
                + (descent ? CONSTANT_RATE : "")
                + "000000000000000e000000000000000f" // steps, replayed
                + newestEvent
                + "000000020908" // prequential
                + "000000000000001000000000000000113fe00000000000000000000000000012" // carried
                + "00000000000000133fd00000000000003fc0000000000000"
                + "000000010003c3a93100000005" // waiting rows
                + "00000018000000000000000000000000000000000000000000000000"
                + origins);
  }
}
