package io.thalweg.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.model.optimize.RateSchedule;
import io.thalweg.model.optimize.WeightDecay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizerConfigTest {
  @Test
  void everyKeyIsMapped() {
    assertThat(optimizer("{type: sgd, learning-rate: 0.1, momentum: 0.5}"))
        .isEqualTo(new OptimizerSpec.Sgd(0.1f, 0.5f));
    assertThat(optimizer("{type: nesterov, learning-rate: 0.1, momentum: 0.5}"))
        .isEqualTo(new OptimizerSpec.Nesterov(0.1f, 0.5f));
    assertThat(optimizer("{type: adagrad, learning-rate: 0.1, epsilon: 1e-7}"))
        .isEqualTo(new OptimizerSpec.Adagrad(0.1f, 1e-7f));
    assertThat(optimizer("{type: rmsprop, learning-rate: 0.1, rho: 0.8, epsilon: 1e-7}"))
        .isEqualTo(new OptimizerSpec.RmsProp(0.1f, 0.8f, 1e-7f));
    String moments = ", learning-rate: 0.5, beta1: 0.8, beta2: 0.99, epsilon: 1e-7}";
    assertThat(optimizer("{type: adam" + moments))
        .isEqualTo(new OptimizerSpec.Adam(0.5f, 0.8f, 0.99f, 1e-7f));
    assertThat(optimizer("{type: adamw" + moments))
        .isEqualTo(new OptimizerSpec.AdamW(0.5f, 0.8f, 0.99f, 1e-7f));
    assertThat(optimizer("{type: lamb" + moments))
        .isEqualTo(new OptimizerSpec.Lamb(0.5f, 0.8f, 0.99f, 1e-7f));
    assertThat(optimizer("{type: lars, learning-rate: 0.5, momentum: 0.8, trust: 0.02}"))
        .isEqualTo(new OptimizerSpec.Lars(0.5f, 0.8f, 0.02f));
    assertThat(
            optimizer(
                "{type: adafactor, learning-rate: 0.5, decay-exponent: 0.7, clip-update: 2,"
                    + " min-scale: 0.01}"))
        .isEqualTo(new OptimizerSpec.Adafactor(0.5f, 0.7f, 2, 0.01f));
    assertThat(optimizer("{type: ftrl, learning-rate: 0.5, beta: 2, l1: 0.25, l2: 0.125}"))
        .isEqualTo(new OptimizerSpec.Ftrl(0.5f, 2, 0.25f, 0.125f));
    assertThat(descent("{type: sgd, weight-decay: 0.5, decay-of: all, clip-norm: 3}"))
        .isEqualTo(
            new DescentSpec(
                new WeightDecay(0.5f, WeightDecay.Of.ALL), 3, RateSchedule.CONSTANT, 2));
  }

  @Test
  void everyScheduleIsMapped() {
    assertThat(schedule("{}")).isEqualTo(RateSchedule.CONSTANT);
    assertThat(schedule("{warm-up: 5}"))
        .isEqualTo(new RateSchedule(new RateSchedule.Constant(), 5, 0));
    assertThat(schedule("{type: cosine, steps: 10, floor: 0.5}"))
        .isEqualTo(new RateSchedule(new RateSchedule.Cosine(10), 0, 0.5));
    assertThat(schedule("{type: steps, every: 10, factor: 0.25, floor: 0.5}"))
        .isEqualTo(new RateSchedule(new RateSchedule.Steps(10, 0.25), 0, 0.5));
    assertThat(schedule("{type: exponential, every: 10, factor: 0.25, warm-up: 2}"))
        .isEqualTo(new RateSchedule(new RateSchedule.Exponential(10, 0.25), 2, 0));
    assertThat(schedule("{type: inverse-sqrt, warm-up: 7}"))
        .isEqualTo(new RateSchedule(new RateSchedule.InverseSqrt(), 7, 0));
  }

  @Test
  void defaults() {
    assertThat(
            List.of(
                optimizer("{type: sgd}"),
                optimizer("{type: nesterov}"),
                optimizer("{type: adagrad}"),
                optimizer("{type: rmsprop}"),
                optimizer("{type: adam}"),
                optimizer("{type: adamw}"),
                optimizer("{type: lamb}"),
                optimizer("{type: lars}"),
                optimizer("{type: adafactor}"),
                optimizer("{type: ftrl}")))
        .containsExactly(
            new OptimizerSpec.Sgd(0.01f, 0),
            new OptimizerSpec.Nesterov(0.01f, 0.9f),
            new OptimizerSpec.Adagrad(0.01f, 1e-10f),
            new OptimizerSpec.RmsProp(0.001f, 0.9f, 1e-8f),
            OptimizerSpec.Adam.defaults(0.001f),
            new OptimizerSpec.AdamW(0.001f, 0.9f, 0.999f, 1e-8f),
            new OptimizerSpec.Lamb(0.001f, 0.9f, 0.999f, 1e-6f),
            new OptimizerSpec.Lars(0.1f, 0.9f, 0.001f),
            OptimizerSpec.Adafactor.defaults(0.01f),
            new OptimizerSpec.Ftrl(0.1f, 1, 0, 0));
    assertThat(descent("{type: adam}")).isEqualTo(DescentSpec.PLAIN.withAccumulate(2));
    for (String type : List.of("adamw", "lamb")) {
      assertThat(descent("{type: " + type + "}").decay())
          .isEqualTo(new WeightDecay(0.01f, WeightDecay.Of.MATRICES));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: adam, beta1: 1}|o.beta1 is '1'; write a number from 0.0 to 0.9999",
        "{type: adan}|o.type is 'adan'; write one of sgd, nesterov, adagrad, rmsprop, adam, adamw,"
            + " lamb, lars, adafactor, ftrl",
        "{learning-rate: 1}|o has no key 'type'; write one of sgd, nesterov, adagrad, rmsprop,"
            + " adam, adamw, lamb, lars, adafactor, ftrl",
        "{type: adam, momentum: 1}|unknown key 'momentum' in o; known keys: beta1, beta2,"
            + " clip-norm, decay-of, epsilon, learning-rate, schedule, type, weight-decay",
        "{type: ftrl, l1: -1}|o.l1 is '-1'; write a number from 0.0 to 1000000.0",
        "{type: sgd, clip-norm: 0}|o.clip-norm is '0'; write a number from 1.0E-6 to 1000000.0",
        "{type: sgd, decay-of: bias}|o.decay-of is 'bias'; write one of matrices, all",
        "{type: sgd, schedule: cosine}|o.schedule is 'cosine'; write a mapping",
        "{type: sgd, schedule: {type: cosine}}|o.schedule has no key 'steps'; write a whole number"
            + " from 1 to 1000000000000",
        "{type: sgd, schedule: {type: linear}}|o.schedule.type is 'linear'; write one of constant,"
            + " cosine, steps, exponential, inverse-sqrt",
        "{type: sgd, schedule: {floor: 0.5}}|unknown key 'floor' in o.schedule; known keys: type,"
            + " warm-up",
      })
  void aMistakeSaysWhatToWrite(String yaml, String message) {
    assertThatThrownBy(
            () -> {
              ConfigNode root = ConfigFile.parse("m.yaml", "o: " + yaml);
              OptimizerConfig.optimizer(root.section("o"));
              OptimizerConfig.descent(root.section("o"), 1);
              root.refuseUnknown();
            })
        .isInstanceOf(ConfigException.class)
        .hasMessage("m.yaml:1: " + message);
  }

  @Test
  void everyKeyIsInTheDocument() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (String key :
        List.of(
            "learning-rate",
            "momentum",
            "epsilon",
            "rho",
            "beta1",
            "beta2",
            "trust",
            "decay-exponent",
            "clip-update",
            "min-scale",
            "beta",
            "l1",
            "l2",
            "weight-decay",
            "decay-of",
            "clip-norm",
            "schedule",
            "warm-up",
            "floor",
            "steps",
            "every",
            "factor")) {
      assertThat(document).contains("`" + key);
    }
  }

  private static OptimizerSpec optimizer(String yaml) {
    return OptimizerConfig.optimizer(parse(yaml));
  }

  private static DescentSpec descent(String yaml) {
    return OptimizerConfig.descent(parse(yaml), 2);
  }

  private static RateSchedule schedule(String yaml) {
    return descent("{type: sgd, schedule: " + yaml + "}").schedule();
  }

  private static ConfigNode parse(String yaml) {
    return ConfigFile.parse("m.yaml", "o: " + yaml).section("o");
  }
}
