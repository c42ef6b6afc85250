package io.thalweg.learner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.probe.ProbeFigures.Period;
import io.thalweg.model.feature.RowLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Example {@code i} has the number i, the key i, and the subject i % 10. */
class RecallTest {
  private static final int TRAINED = 1_000_000; // as much as any evaluation wants

  private final Rows model = new Rows();

  private static Recall recall(int period, int rows) {
    return Recall.of(new ProbeSpec(period, rows, 0, 4), Rows.LAYOUT);
  }

  private void learn(Recall recall, int from, int to, long trainedEach) {
    for (int i = from; i < to; i++) {
      long key = i;
      recall.learned(() -> key, i % 10, Rows.row(i), 0);
      recall.test(trainedEach, model);
    }
  }

  private static List<Long> begins(Recall recall) {
    return recall.periods().stream().map(p -> p.beganMillis() - 1_000_000).toList();
  }

  @Test
  void everyPeriodKeepsRowsOfItsOwnUntilTheSlotsAreFull() {
    Recall recall = recall(100, 8);
    learn(recall, 0, 99, TRAINED);
    assertThat(recall.periods()).isEmpty();
    learn(recall, 99, 100, TRAINED);
    assertThat(recall.periods()).containsExactly(new Period(1_000_000, 8, 8));
    assertThat(model.asked).hasSize(8).allMatch(n -> n < 100).doesNotHaveDuplicates();
    learn(recall, 100, 800, TRAINED);
    assertThat(begins(recall)).containsExactly(0L, 100L, 200L, 300L, 400L, 500L, 600L, 700L);
  }

  @Test
  void periodsAreThinnedSoThatTheyAlwaysSpanTheWholeStreamEvenly() {
    Recall recall = recall(100, 8);
    learn(recall, 0, 999, TRAINED);
    assertThat(begins(recall)).hasSize(8).endsWith(700L);
    learn(recall, 999, 1_000, TRAINED);
    assertThat(begins(recall)).containsExactly(0L, 200L, 400L, 600L, 800L);
    learn(recall, 1_000, 1_600, TRAINED);
    assertThat(begins(recall)).containsExactly(0L, 200L, 400L, 600L, 800L, 1_000L, 1_200L, 1_400L);
    learn(recall, 1_600, 2_000, TRAINED);
    assertThat(begins(recall)).containsExactly(0L, 400L, 800L, 1_200L, 1_600L);
  }

  @Test
  void allAreTestedFourTimesAPeriod() {
    Recall recall = recall(100, 8);
    learn(recall, 0, 100, TRAINED);
    assertThat(recall.evaluations()).isEqualTo(1);
    learn(recall, 100, 300, TRAINED);
    assertThat(recall.evaluations()).isEqualTo(9);
    model.knowsBelow = 150;
    learn(recall, 300, 325, TRAINED);
    List<Period> now = recall.periods();
    assertThat(now.get(0)).isEqualTo(new Period(1_000_000, 8, 8));
    assertThat(now.get(1).correct()).isBetween(1, 7);
    assertThat(now.get(2)).isEqualTo(new Period(1_000_200, 8, 0));
  }

  /** With 2 trained rows an example, one row of 32 examples' 64 is tested in a batch of up to 5. */
  @Test
  void noMoreRowsAreTestedThanThoseThatAreTrainedOnAllow() {
    Recall recall = recall(1_000, 64);
    learn(recall, 0, 50_000, 2);
    assertThat(model.asked.size() * 32).isBetween(80_000, 100_000);
    assertThat(recall.evaluations()).isGreaterThan(4);
  }

  @Test
  void aSliceIsAUniformSampleOfItsPeriod() {
    int periods = 4_000;
    int[] kept = new int[10];
    Recall recall = recall(50, 5);
    for (int p = 0; p < periods; p++) {
      learn(recall, 50 * p, 50 * p + 50, 0);
      if (p % 8 == 7) {
        recall.test(TRAINED, model); // of the first period alone, which was there at its beginning
        model.asked.clear();
        recall.test(TRAINED, model);
        for (int number : model.asked) {
          kept[number % 50 / 5]++;
        }
        recall.removeIf((subject, time) -> true); // and begin anew, in periods of 50
      }
    }
    int all = IntStream.of(kept).sum();
    assertThat(all).isEqualTo(5 * periods);
    double chiSquare = 0;
    for (int n : kept) {
      chiSquare += Math.pow(n - all / 10.0, 2) / (all / 10.0);
    }
    assertThat(chiSquare).as("9 degrees of freedom, 1 in 1000").isLessThan(27.9);
  }

  @Test
  void whoIsErasedLeavesEverySliceAndSlicesWithNothingLeftGo() {
    Recall recall = recall(100, 64);
    learn(recall, 0, 250, TRAINED);
    model.asked.clear();
    recall.removeIf((subject, time) -> subject == 3 || (time >= 100 && time < 200));
    learn(recall, 250, 300, TRAINED);
    assertThat(model.asked).isNotEmpty().noneMatch(n -> n < 250 && n % 10 == 3);
    assertThat(begins(recall)).containsExactly(0L, 200L);
    assertThat(recall.periods().get(0).rows()).isLessThan(64);
  }

  @Test
  void aRevisedExampleTakesThePlaceOfWhatItWas() {
    Recall recall = recall(100, 100);
    learn(recall, 0, 100, 0);
    recall.revised(42, 2, Rows.row(777), 0);
    recall.revised(4_242, 2, Rows.row(778), 0);
    recall.test(TRAINED, model);
    assertThat(model.asked).contains(777).doesNotContain(42, 778).hasSize(100);
  }

  @Test
  void rowsThatAreLongTakeFourMebibytesInAll() throws IOException {
    RowLayout layout = new RowLayout(3 * 32 * 32);
    Recall recall = Recall.of(new ProbeSpec(300, 256, 0, 4), layout);
    byte[] row = new byte[layout.rowBytes()];
    for (int i = 0; i < 300 * 9 - 1; i++) {
      recall.learned(() -> 1, 0, ByteBuffer.wrap(row), 0);
    }
    assertThat(bytes(recall).length).isBetween(3 << 20, 5 << 20);
  }

  // ---- checkpoints ----

  private static byte[] bytes(Recall recall) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    recall.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static Recall read(byte[] bytes) throws IOException {
    return Recall.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  @Test
  void oneThatIsReadGoesOnToTheBitAlsoAmidAnEvaluation() throws IOException {
    for (int cut : new int[] {0, 60, 130, 299, 300, 1_234}) {
      Recall one = recall(100, 16);
      learn(one, 0, cut, 7);
      Recall two = read(bytes(one));
      learn(one, cut, 2_000, 7);
      learn(two, cut, 2_000, 7);
      assertThat(bytes(two)).isEqualTo(bytes(one));
      assertThat(one.evaluations()).isPositive();
    }
  }

  private List<Recall> dealt(List<Recall> all, int worldSize) throws IOException {
    List<Recall> out = new ArrayList<>();
    for (int rank = 0; rank < worldSize; rank++) {
      List<Recall> copies = new ArrayList<>();
      for (Recall r : all) {
        copies.add(read(bytes(r)));
      }
      out.add(Recall.dealt(copies, rank, worldSize));
    }
    return out;
  }

  @Test
  void moreLearnersHaveAllPeriodsAndShareTheRows() throws IOException {
    Recall one = recall(100, 16);
    learn(one, 0, 350, TRAINED);
    model.asked.clear();
    List<Recall> three = dealt(List.of(one), 3);
    for (Recall r : three) {
      assertThat(r.periods()).as("not tested yet").isEmpty();
      r.test(TRAINED, model);
      assertThat(begins(r)).containsExactly(0L, 100L, 200L);
      assertThat(r.periods()).allMatch(p -> p.rows() == 5 || p.rows() == 6);
    }
    assertThat(model.asked).hasSize(3 * 16).doesNotHaveDuplicates();
  }

  @Test
  void fewerLearnersMergeWhatBelongsTogetherWhereOneHasComeToLongerPeriods() throws IOException {
    Recall far = recall(100, 16);
    learn(far, 0, 1_050, TRAINED);
    Recall near = recall(100, 16);
    learn(near, 0, 450, TRAINED);
    model.asked.clear();
    Recall one = dealt(List.of(far, near), 1).get(0);
    one.test(TRAINED, model);
    assertThat(begins(one)).containsExactly(0L, 200L, 400L, 600L, 800L);
    assertThat(one.periods()).extracting(Period::rows).containsExactly(16, 16, 16, 16, 16);
    learn(one, 2_000, 2_150, TRAINED);
    assertThat(one.periods()).as("50 examples of this one, 150 more").hasSize(6);
  }
}
