package io.thalweg.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.run.AccuracyCurve.Point;
import org.junit.jupiter.api.Test;

final class AccuracyCurveTest {
  private static final FiguresAt START = FiguresAt.start();

  private final AccuracyCurve curve = new AccuracyCurve(START.figures(), 100);

  @Test
  void anIntervalEndsOnlyOnceItHasItsEvents() {
    curve.add(START.learned(99, 50).figures());
    assertThat(curve.points()).isEmpty();
    assertThat(curve.latest()).isNaN();
    curve.add(START.learned(120, 60).figures());
    assertThat(curve.points()).containsExactly(new Point(120, 0.5));
  }

  @Test
  void anIntervalKnowsNothingOfThoseBeforeIt() {
    curve.add(START.learned(100, 20).figures());
    curve.add(START.learned(199, 119).figures());
    curve.add(START.learned(200, 110).figures());
    assertThat(curve.points()).containsExactly(new Point(100, 0.2), new Point(200, 0.9));
    assertThat(curve.latest()).isEqualTo(0.9);
  }

  @Test
  void whatWasLearnedBeforeTheRunIsInNoInterval() {
    AccuracyCurve resumed = new AccuracyCurve(START.learned(1_000, 900).figures(), 100);
    resumed.add(START.learned(1_000, 900).figures());
    assertThat(resumed.points()).isEmpty();
    resumed.add(START.learned(1_100, 930).figures());
    assertThat(resumed.points()).containsExactly(new Point(1_100, 0.3));
  }
}
