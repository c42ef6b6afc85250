package io.thalweg.serving.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.serving.console.Mark.Kind;
import org.junit.jupiter.api.Test;

final class MarksTest {
  private final Marks marks = new Marks();

  @Test
  void releasesByTheSecondPushNoDriftOutAndAllComeInTheOrderOfTime() {
    marks.add(1, Kind.DRIFT, "adwin of error", null);
    for (int i = 0; i < 10_000; i++) {
      marks.add(2 + i, Kind.SWAP, "version " + i, (long) i);
    }
    marks.add(5_000_000, Kind.ROLLBACK, "from version 9 to 8", 8L);
    assertThat(marks.after(0))
        .hasSize(Marks.MOST + 2)
        .isSortedAccordingTo((a, b) -> Long.compare(a.timeMillis(), b.timeMillis()));
    assertThat(marks.after(0).get(0).kind()).isEqualTo(Kind.DRIFT);
    assertThat(marks.after(10_000))
        .extracting(Mark::kind)
        .containsExactly(Kind.SWAP, Kind.ROLLBACK);
  }

  @Test
  void theRestIsBoundedToo() {
    for (int i = 0; i < 2_000; i++) {
      marks.add(i, Kind.DRIFT, "d".repeat(1_000), null);
    }
    assertThat(marks.after(Long.MIN_VALUE)).hasSize(Marks.MOST);
    assertThat(marks.after(Long.MIN_VALUE).get(0).timeMillis()).isEqualTo(1_500);
    assertThat(marks.after(1_998).get(0).text()).hasSize(300);
  }

  @Test
  void marksOfOneTimeStayInTheirOrder() {
    marks.add(7, Kind.SWAP, "version 1", 1L);
    marks.add(7, Kind.REFUSED, "version 2", 2L);
    marks.add(7, Kind.SWAP, "version 3", 3L);
    assertThat(marks.after(0)).extracting(Mark::version).containsExactly(1L, 2L, 3L);
  }
}
