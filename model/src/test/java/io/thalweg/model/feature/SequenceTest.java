package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.HistoryPlan.Timing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories that are the values themselves. */
class SequenceTest {
  private static final float NONE = Float.NaN;
  private static final FeatureSpec SPEC =
      new FeatureSpec(
          List.of(
              new History("past", Of.FIELD, "a", Aggregate.SEQUENCE, 3, 1, Scaling.STANDARDIZE),
              new History("own", Of.FIELD, "a", Aggregate.SEQUENCE, 2, 0, Scaling.NONE),
              new History("mean", Of.FIELD, "a", Aggregate.MEAN, 2, 0, Scaling.NONE),
              new History("labels", Of.LABEL, "", Aggregate.SEQUENCE, 2, 1, Scaling.NONE)));
  private static final HistoryPlan PLAN = HistoryPlan.of(SPEC, Part.ALL, Timing.WITH_EXAMPLE);

  private static ByteBuffer row(float a, float label, long time) {
    ByteBuffer row = RowLayout.of(SPEC).newRow();
    new RowEncoder(SPEC).clear(row);
    row.putFloat(RowLayout.LABEL, label).putLong(RowLayout.EVENT_TIME, time);
    for (int slot : new int[] {0, 3, 5}) {
      row.putFloat(RowLayout.slotOffset(0, slot), a);
    }
    return row;
  }

  private static float[] slots(ByteBuffer row) {
    float[] slots = new float[SPEC.slots()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = row.getFloat(RowLayout.slotOffset(0, i));
    }
    return slots;
  }

  /** Through its bytes before every row. */
  private static float[] pass(KeyHistory[] key, HistoryPlan plan, ByteBuffer row, long known)
      throws IOException {
    key[0] = KeyHistory.read(plan, key[0].toBytes());
    key[0].pass(row, known);
    return slots(row);
  }

  @Test
  void theValuesThemselvesComeOldestFirstAndWhatIsMissingKeepsItsPlace() throws IOException {
    KeyHistory[] key = {new KeyHistory(PLAN)};

    assertThat(pass(key, PLAN, row(1, 1, 0), 0))
        .containsExactly(NONE, NONE, NONE, NONE, 1, 1, NONE, NONE);
    assertThat(pass(key, PLAN, row(NONE, 0, 1), 0))
        .containsExactly(NONE, NONE, 1, 1, NONE, 1, NONE, 1);
    assertThat(pass(key, PLAN, row(3, 1, 2), 0)).containsExactly(NONE, 1, NONE, NONE, 3, 3, 1, 0);
    assertThat(pass(key, PLAN, row(4, 1, 3), 0)).containsExactly(1, NONE, 3, 3, 4, 3.5f, 0, 1);
    assertThat(pass(key, PLAN, row(5, 1, 4), 0)).containsExactly(NONE, 3, 4, 4, 5, 4.5f, 1, 1);
  }

  @Test
  void aLabelThatIsNotKnownYetIsLeftOut() throws IOException {
    HistoryPlan plan = HistoryPlan.of(SPEC, Part.LABELS, Timing.WHEN_KNOWN);
    KeyHistory[] key = {new KeyHistory(plan)};
    pass(key, plan, row(0, 5, 0), 1);
    pass(key, plan, row(0, 6, 1), 100);
    pass(key, plan, row(0, 7, 2), 3);

    float[] slots = pass(key, plan, row(0, 8, 4), 9);

    assertThat(slots[6]).isEqualTo(5);
    assertThat(slots[7]).isEqualTo(7);
  }

  @Test
  void theDenseInputSaysBesideWhichValuesAreThere() throws IOException {
    KeyHistory key = new KeyHistory(PLAN);
    key.pass(row(1, 1, 0), 0);
    key.pass(row(NONE, 0, 1), 0);
    ByteBuffer row = row(3, 1, 2);
    key.pass(row, 0);
    float[] dense = new float[SPEC.width()];
    new DenseEncoder(SPEC).expand(row, 0, dense, 0);

    assertThat(dense)
        .containsExactly(
            NONE, 1, NONE, 0, 1, 0, // three values, three answers
            NONE, 3, 0, 1, 3, 1, 0, 1, 1);
    assertThat(SPEC.standardizedColumns())
        .startsWith(true, true, true, false)
        .endsWith(new boolean[12]);
  }

  @Test
  void aKeysPastIsNoLongerThanWhatIsLookedAt() {
    KeyHistory key = new KeyHistory(PLAN);
    for (int i = 0; i < 1000; i++) {
      key.pass(row(i, 1, i), 0);
    }
    // Four values of the field and three labels with their times, and 20 bytes around.
    assertThat(key.toBytes()).hasSizeLessThanOrEqualTo(4 * 4 + 12 * 3 + 20);
  }
}
