package io.thalweg.serving.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigException;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.serving.rollout.CanaryConfig.AtEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RolloutConfigTest {
  private static ModelRollout read(String yaml) {
    ConfigNode root = ConfigFile.parse("serving.yaml", "rollout: {clicks: " + yaml + "}");
    RolloutConfig config =
        RolloutConfig.read(root.section("rollout"), List.of("clicks", "fraud"), Set.of("clicks"));
    root.refuseUnknown();
    return config.models().get("clicks");
  }

  @Test
  void defaults() {
    assertThat(read("{canary: {}}"))
        .isEqualTo(
            new ModelRollout(
                null,
                Map.of("champion", 1.0),
                new CanaryConfig(
                    0.1,
                    Duration.ofMinutes(10),
                    0.95,
                    Map.of(
                        Guard.LOSS, new Tolerance(0.05, 0),
                        Guard.ERRORS, new Tolerance(0, 0.01),
                        Guard.LATENCY, new Tolerance(0, 0.1)),
                    20,
                    OptionalDouble.empty(),
                    100_000,
                    Duration.ofHours(1),
                    AtEnd.ROLLBACK),
                null));
    assertThat(read("{shadow: {alias: next}}").shadow())
        .isEqualTo(new ShadowConfig("next", 0.1, 1_000));
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(
            read(
                """
                {key: user, split: {champion: 60, other: 40},
                 canary: {share: 0.2, every: 2m, confidence: 0.9, guards: {loss: 0.1, errors: 0.02},
                          block: 30, clip: 3, at-most: {labels: 5000, age: 30m}, at-end: promote},
                 shadow: {alias: next, sample: 0.5, queue: 10}}"""))
        .isEqualTo(
            new ModelRollout(
                "user",
                Map.of("champion", 60.0, "other", 40.0),
                new CanaryConfig(
                    0.2,
                    Duration.ofMinutes(2),
                    0.9,
                    Map.of(Guard.LOSS, new Tolerance(0.1, 0), Guard.ERRORS, new Tolerance(0, 0.02)),
                    30,
                    OptionalDouble.of(3),
                    5_000,
                    Duration.ofMinutes(30),
                    AtEnd.PROMOTE),
                new ShadowConfig("next", 0.5, 10)));
  }

  @Test
  void theBlockFollowsFromTheShareSoThatTwoOutcomesOfItAreTheCanarys() {
    assertThat(read("{canary: {share: 0.01}}").canary().block()).isEqualTo(200);
    assertThat(read("{canary: {share: 0.5}}").canary().block()).isEqualTo(4);
  }

  @Test
  void oneGuardMayStandAlone() {
    assertThat(read("{canary: {guards: {latency: 0.2}}}").canary().guards())
        .isEqualTo(Map.of(Guard.LATENCY, new Tolerance(0, 0.2)));
  }

  private static void refused(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(ConfigException.class).hasMessage(message);
  }

  @Test
  void mistakesAreRefusedInOneLine() {
    refused(
        "{}",
        "serving.yaml:1: rollout.clicks is a mapping; write split, canary or shadow, such as"
            + " {canary: {share: 0.1}}");
    refused(
        "{split: {canary: 10}, canary: {}}",
        "serving.yaml:1: rollout.clicks.split.canary is '10'; write canary.share instead, which"
            + " says how much it gets");
    refused(
        "{split: {other: 10}}",
        "serving.yaml:1: rollout.clicks.split is a mapping; write a weight of the champion, too,"
            + " such as {champion: 90, other: 10}");
    refused(
        "{split: {champion: 1, latest: 10}}",
        "serving.yaml:1: rollout.clicks.split.latest is '10'; write another alias: the alias"
            + " 'latest' moves by itself; to stay on a version assign 'champion'");
    refused(
        "{split: {champion: 0}}",
        "serving.yaml:1: rollout.clicks.split.champion is '0'; write a number from 1.0E-6 to"
            + " 1000000.0");
    refused(
        "{canary: {guards: {}}}",
        "serving.yaml:1: rollout.clicks.canary.guards is a mapping; write at least one guard such"
            + " as {loss: 0.05}");
    refused(
        "{canary: {guards: {los: 1, errors: 0.1}}}",
        "serving.yaml:1: unknown key 'los' in rollout.clicks.canary.guards; did you mean 'loss'?");
    refused(
        "{canary: {guards: {los: 1}}}",
        "serving.yaml:1: unknown key 'los' in rollout.clicks.canary.guards; did you mean 'loss'?");
    refused(
        "{canary: {guards: {precision: 1}}}",
        "serving.yaml:1: unknown key 'precision' in rollout.clicks.canary.guards; known keys:"
            + " errors, latency, loss");
    refused(
        "{canary: {at-end: hold}}",
        "serving.yaml:1: rollout.clicks.canary.at-end is 'hold'; write one of rollback, promote");
    refused(
        "{shadow: {}}", "serving.yaml:1: rollout.clicks.shadow has no key 'alias'; write a text");
    refused(
        "{shadow: {alias: Next}}",
        "serving.yaml:1: rollout.clicks.shadow.alias is 'Next'; write another alias: 'Next' is no"
            + " alias: write a lower-case letter, then at most 63 letters, digits and hyphens");
  }

  @Test
  void aModelThatIsNotServedIsRefused() {
    ConfigNode root = ConfigFile.parse("serving.yaml", "rollout: {click: {canary: {}}}");
    assertThatThrownBy(
            () -> RolloutConfig.read(root.section("rollout"), List.of("clicks"), Set.of()))
        .hasMessage(
            "serving.yaml:1: rollout.click can't be here; leave it out for 'click', which isn't"
                + " among the models [clicks]");
  }

  @Test
  void everyKeyIsInTheDocument() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (String key :
        List.of(
            "key",
            "split",
            "canary.share",
            "canary.every",
            "canary.confidence",
            "canary.guards",
            "canary.block",
            "canary.clip",
            "canary.at-most.labels",
            "canary.at-most.age",
            "canary.at-end",
            "shadow.alias",
            "shadow.sample",
            "shadow.queue")) {
      assertThat(document.contains("| `rollout.MODEL." + key + "`")).as(key).isTrue();
    }
  }
}
