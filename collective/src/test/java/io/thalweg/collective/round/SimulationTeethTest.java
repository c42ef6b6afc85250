package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A simulation that finds nothing in a broken protocol would prove nothing about a sound one. */
final class SimulationTeethTest {
  private static final int SEEDS = 200;

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void findsWhatIsBrokenOnPurpose(Mischief mischief) {
    assertThatThrownBy(() -> new Seeds(mischief).run(0, SEEDS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed=");
  }
}
