package io.thalweg.bench.continual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.BenchException;
import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.model.config.OptimizerConfig;
import io.thalweg.model.optimize.OptimizerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetupTest {
  private static ContinualOptions options(
      @Nullable String strategy, @Nullable Integer buffer, @Nullable String optimizer) {
    return new ContinualOptions(
        null, null, strategy, buffer, null, optimizer, null, null, null, null, null, null, null,
        null, 1, null);
  }

  @Test
  void whatTheUserSaysTakesThePlaceOfWhatIsPublished() {
    ContinualOptions all =
        new ContinualOptions(
            null,
            null,
            "derpp",
            7,
            List.of(9, 8),
            "adam",
            0.5,
            0.25,
            0.125,
            3.0,
            16,
            null,
            4,
            2,
            1,
            null);
    Setup setup = Setup.DEFAULT.with(all);
    assertThat(setup)
        .isEqualTo(new Setup("der++", 7, List.of(9, 8), "adam", 0.5, 0.25, 0.125, 3, 16, 16, 4, 2));
    assertThat(setup.optimizerSpec()).isEqualTo(OptimizerSpec.Adam.defaults(0.5f));
    assertThat(setup.strategyName().rehearsal())
        .isEqualTo(new Rehearsal.DarkExperience(0.25, 0.125));
    assertThat(Setup.DEFAULT.with(options(null, null, null))).isEqualTo(Setup.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "sgd, 0.1", "nesterov, 0.01", "adagrad, 0.01", "rmsprop, 0.001", "adam, 0.001",
    "adamw, 0.001", "lamb, 0.001", "lars, 0.1", "adafactor, 0.01", "ftrl, 0.1"
  })
  void everyOptimizerOfAPipelineIsThereWithItsOwnRate(String optimizer, double rate) {
    Setup setup = Setup.DEFAULT.with(options(null, null, optimizer));
    assertThat(setup.learningRate()).isEqualTo(rate);
    assertThat(setup.optimizerSpec().kind()).isEqualTo(optimizer);
    boolean decays = optimizer.equals("adamw") || optimizer.equals("lamb");
    assertThat(setup.descentSpec().decay().factor()).isEqualTo(decays ? 0.01f : 0);
    assertThat(OptimizerConfig.names()).hasSize(10).contains(optimizer);
  }

  @ParameterizedTest
  @CsvSource({"0", "10.5", "NaN", "-1"})
  void aRateThatNoPipelineTakesIsRefused(double rate) {
    ContinualOptions options =
        new ContinualOptions(
            null, null, null, null, null, null, rate, null, null, null, null, null, null, null, 1,
            null);
    assertThatThrownBy(() -> Setup.DEFAULT.with(options))
        .hasMessage("--lr is %s; say a number from 1e-9 to 10".formatted(rate));
  }

  @Test
  void strategiesAreComposedByCommas() {
    StrategyName name = Setup.DEFAULT.with(options("er,ewc, si ,lwf,ncm", 9, null)).strategyName();
    assertThat(name.rehearsal()).isEqualTo(new Rehearsal.ExperienceReplay());
    assertThat(name.nearestMean()).isTrue();
    assertThat(name.regularizations())
        .containsExactly(
            new Regularization.Ewc(1, 1, 4),
            new Regularization.Si(1, 1),
            new Regularization.Lwf(1, 2));
    assertThat(Setup.DEFAULT.with(options("ewc", 0, null)).replays()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "erp|5|sgd|--strategy has no 'erp'; say one of sgd, er, der, der++, agem, mir, ewc, si,"
            + " lwf, ncm, or several with commas",
        "er,der|5|sgd|--strategy er,der replays in two ways; say one of er, der, der++, agem, mir",
        "si,si|5|sgd|--strategy has 'si' twice; say it once",
        "sgd,er|5|sgd|--strategy sgd is nothing but gradient descent; say it alone",
        "ncm|5|sgd|--strategy ncm tests by what is stored; say er,ncm",
        "er|0|sgd|--buffer is 0; say 1 or more",
        "er|2000000000|sgd|--buffer is 2000000000; say 500000000 or less",
        "er|5|adm|--optimizer has no 'adm'; say one of sgd, nesterov, adagrad, rmsprop, adam,"
            + " adamw, lamb, lars, adafactor, ftrl"
      })
  void whatMakesNoSenseIsRefusedInOneLine(
      String strategy, int buffer, String optimizer, String message) {
    assertThatThrownBy(() -> Setup.DEFAULT.with(options(strategy, buffer, optimizer)))
        .isInstanceOf(BenchException.class)
        .hasMessage(message);
  }

  @Test
  void theTableIsNarrowedByStrategyAndBufferAndLosesItsGoalsWithOtherSettings() {
    assertThat(Published.ALL).allMatch(row -> row.isWanted(options(null, null, null)));
    assertThat(Published.ALL.stream().filter(row -> row.isWanted(options("derpp", null, null))))
        .extracting(Published::name)
        .containsExactly("pmnist-derpp-200", "pmnist-derpp-500", "pmnist-derpp-5120");
    assertThat(Published.ALL.stream().filter(row -> row.isWanted(options("er", 500, null))))
        .extracting(Published::name)
        .containsExactly("pmnist-er-500");
    assertThat(Published.ALL.get(0).names(options(null, null, null)))
        .containsExactly("pmnist-sgd-200", "pmnist-sgd-500", "pmnist-sgd-5120");
    assertThat(Published.ALL.get(0).names(options(null, 500, null)))
        .containsExactly("pmnist-sgd-500");
    Published row = Published.ALL.get(5);
    assertThat(row.isKept(options("derpp", 500, null))).isTrue();
    assertThat(row.isKept(options(null, null, "adam"))).isFalse();
  }

  @Test
  void theBarSaysHowMuchIsDoneAndHowLongItTakes() {
    assertThat(Progressed.text(25, 100, 30, "er"))
        .isEqualTo("[######------------------]  25 %, 1:30 left, er");
    assertThat(Progressed.text(0, 100, 0, "er")).startsWith("[------------------------]   0 %");
  }
}
