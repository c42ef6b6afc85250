package io.thalweg.cli.letters;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class NewestLinesTest {
  @Test
  void partitionsThatAreReadOneAfterTheOtherComeInTheOrderOfTime() {
    NewestLines newest = new NewestLines(3);
    for (int millis : new int[] {10, 30, 50, 20, 40, 40}) {
      newest.add(Instant.ofEpochMilli(millis), newest.added() + " at " + millis);
    }
    assertThat(newest.inOrder()).containsExactly("4 at 40", "5 at 40", "2 at 50");
    assertThat(newest.added()).isEqualTo(6);
  }

  @Test
  void ofNoneThatAreWantedNoneAreKept() {
    NewestLines none = new NewestLines(0);
    none.add(Instant.EPOCH, "a");
    assertThat(none.inOrder()).isEmpty();
    assertThat(none.added()).isOne();
  }
}
