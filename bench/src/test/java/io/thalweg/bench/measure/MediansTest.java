package io.thalweg.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MediansTest {
  @Test
  void takesTurnsAndLeavesTheFirstRoundsOut() throws Exception {
    List<String> order = new ArrayList<>();
    Iterator<Double> ours = List.of(900.0, 3.0, 1.0, 2.0).iterator();
    Iterator<Double> theirs = List.of(900.0, 30.0, 10.0, 20.0).iterator();
    Medians medians =
        Medians.byTurns(
            3,
            () -> {
              order.add("ours");
              return ours.next();
            },
            () -> {
              order.add("theirs");
              return theirs.next();
            });
    assertThat(medians).isEqualTo(new Medians(2, 20));
    assertThat(order)
        .containsExactly("ours", "theirs", "ours", "theirs", "theirs", "ours", "ours", "theirs");
  }

  @Test
  void ofAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(Medians.median(9, 1, 4, 2)).isEqualTo(3);
    assertThat(Medians.median(5)).isEqualTo(5);
  }

  @Test
  void ofOneThingLeavesTheFirstRoundOut() throws Exception {
    Iterator<Double> figures = List.of(900.0, 3.0, 1.0, 2.0).iterator();
    assertThat(Medians.of(3, figures::next)).isEqualTo(2);
  }
}
