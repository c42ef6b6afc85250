package io.thalweg.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.schemas.ModelAnnouncement;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ReleasesTest {
  private final Releases releases = new Releases();

  private List<Long> newestAnd(int most, Long... older) {
    SortedSet<Long> asked = new TreeSet<>(List.of(older));
    return releases.newestAnd("clicks", most, asked).stream()
        .map(ModelAnnouncement::version)
        .toList();
  }

  @Test
  void theNewestComeFirstAndThenTheOlderOnesThatAreAskedFor() {
    assertThat(newestAnd(3, 1L)).isEmpty();
    for (long v = 1; v <= 9; v++) {
      releases.add(new ModelAnnouncement("clicks", v, "sha", 0));
    }
    assertThat(newestAnd(3)).containsExactly(9L, 8L, 7L);
    assertThat(newestAnd(3, 2L, 4L, 8L, 70L)).containsExactly(9L, 8L, 7L, 4L, 2L);
    assertThat(newestAnd(2, 1L, 2L, 3L, 4L)).containsExactly(9L, 8L, 4L, 3L);
  }
}
