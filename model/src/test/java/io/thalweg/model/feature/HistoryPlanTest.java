package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.History.Aggregate;
import io.thalweg.model.feature.Feature.History.Of;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.HistoryPlan.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryPlanTest {
  private static final FeatureSpec SPEC =
      new FeatureSpec(
          List.of(
              history(Of.FIELD, "plain", 5, 0),
              history(Of.FIELD, "zeitlich ä", 7, 60),
              history(Of.LABEL, "", 3, 60)));

  private static History history(Of of, String field, int over, long within) {
    return new History(
        of + field, of, field, Aggregate.MEAN, over, 2, Scaling.NONE, Transform.NONE, within);
  }

  @Test
  void aPastThatIsFullHasAsManyBytesAsThePlanSays() {
    for (Part part : Part.values()) {
      HistoryPlan plan = HistoryPlan.of(SPEC, part, PastKey.timing(part));
      KeyHistory past = new KeyHistory(plan);
      past.reach(0, 17);
      past.reach(3, 18);
      assertThat((long) past.toBytes().length).isLessThan(plan.maxBytes(2));
      for (int i = 0; i < 3 + 2 + HistoryPlan.LABELS_UNDERWAY; i++) {
        past.pass(RowLayout.of(SPEC).newRow(), i);
      }
      assertThat(past.toBytes()).as("%s", part).hasSize((int) plan.maxBytes(2));
      past.pass(RowLayout.of(SPEC).newRow(), 1_000);
      assertThat(past.toBytes()).as("%s", part).hasSize((int) plan.maxBytes(2));
    }
  }
}
