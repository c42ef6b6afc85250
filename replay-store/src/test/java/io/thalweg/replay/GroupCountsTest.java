package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GroupCountsTest {

  @Test
  void locatesEveryRowAsAListOfAllRowsDoes() {
    SplittableRandom random = new SplittableRandom(5);
    for (int groups : new int[] {1, 2, 3, 7, 8, 9, 128}) {
      GroupCounts counts = new GroupCounts(groups);
      List<Long> rows = new ArrayList<>();
      for (int group = 0; group < groups; group++) {
        int stored = random.nextInt(4);
        counts.add(group, stored);
        for (long slot = 0; slot < stored; slot++) {
          rows.add((long) group << 32 | slot);
        }
      }
      assertThat(counts.total()).isEqualTo(rows.size());
      for (int rank = 0; rank < rows.size(); rank++) {
        assertThat(counts.locate(rank)).isEqualTo(rows.get(rank));
      }
    }
  }
}
