package io.thalweg.ingestion.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LetterFilterTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final StoredLetter LETTER =
      Letters.refused("events", 3, 99, "id: Is missing", NOON);

  @Test
  void aReasonIsFoundInWhateverCase() {
    assertThat(filter("is MISS", null, null).matches(LETTER)).isTrue();
    assertThat(filter("amount", null, null).matches(LETTER)).isFalse();
  }

  @Test
  void aTimeFromIsIncludedAndATimeToIsNot() {
    assertThat(filter(null, NOON, NOON.plusMillis(1)).matches(LETTER)).isTrue();
    assertThat(filter(null, NOON.plusMillis(1), null).matches(LETTER)).isFalse();
    assertThat(filter(null, null, NOON).matches(LETTER)).isFalse();
  }

  @Test
  void whatNoPipelineHasRefusedIsOnlyAmongAll() {
    StoredLetter foreign = Letters.foreign();
    assertThat(foreign.origin()).isEmpty();
    assertThat(LetterFilter.ALL.matches(foreign)).isTrue();
    assertThat(filter("", null, null).matches(foreign)).isFalse();
    assertThat(filter(null, Instant.EPOCH, null).matches(foreign)).isFalse();
  }

  private static LetterFilter filter(String reason, Instant from, Instant to) {
    return new LetterFilter(
        Optional.ofNullable(reason), Optional.ofNullable(from), Optional.ofNullable(to));
  }
}
