package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.learner.train.strategy.Regularization;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.learner.train.strategy.StrategySpec;
import io.thalweg.model.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategySectionTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"},
        {"name": "amount", "type": "double"}]}
      """;

  @TempDir Path dir;

  private TrainingConfig training(String keys) throws IOException {
    Files.writeString(dir.resolve("event.avsc"), SCHEMA);
    String yaml =
        """
        name: small
        kafka: {bootstrap.servers: "localhost:9092"}
        source: {topic: payments, schema: event.avsc, id: id}
        label: {field: amount}
        features: [{name: price, type: numeric}]
        model: {head: {type: multiclass, classes: 3}}
        training: {optimizer: {type: adam}%s}
        """
            .formatted(keys.isEmpty() ? "" : ", " + keys);
    return PipelineFile.read(Files.writeString(dir.resolve("p.yaml"), yaml)).training();
  }

  @Test
  void withoutTheKeyItIsPlainReplay() throws IOException {
    assertThat(training("").strategy()).isEqualTo(StrategySpec.NONE);
    assertThat(training("").replaySteps()).isEqualTo(3);
    assertThat(training("replay-steps: 2").replaySteps()).isEqualTo(2);
    assertThat(training("replay-per-fresh: 0").replaySteps()).isEqualTo(1);
  }

  @Test
  void everyTypeAndConstantReachesItsPlace() throws IOException {
    assertThat(training("strategy: {type: er}").strategy())
        .isEqualTo(StrategySpec.of(new Rehearsal.ExperienceReplay(), List.of(), 0));
    assertThat(training("strategy: {type: der, alpha: 0.25}").strategy().rehearsal())
        .isEqualTo(new Rehearsal.DarkExperience(0.25, 0));
    assertThat(training("strategy: {type: der++, alpha: 1, beta: 2}").strategy().rehearsal())
        .isEqualTo(new Rehearsal.DarkExperience(1, 2));
    assertThat(training("strategy: {type: agem}").strategy().rehearsal())
        .isEqualTo(new Rehearsal.AveragedGradient());
    assertThat(training("strategy: {type: mir, candidates: 7}").strategy().rehearsal())
        .isEqualTo(new Rehearsal.MaximalInterference(7));
    StrategySpec all =
        training(
                "consolidate-every: 50, strategy: [{type: mir},"
                    + " {type: ewc, lambda: 2, gamma: 0.5, fisher-rows: 3},"
                    + " {type: si, lambda: 4, damping: 0.1},"
                    + " {type: lwf, lambda: 5, temperature: 6}]")
            .strategy();
    assertThat(all)
        .isEqualTo(
            StrategySpec.of(
                new Rehearsal.MaximalInterference(5),
                List.of(
                    new Regularization.Ewc(2, 0.5, 3),
                    new Regularization.Si(4, 0.1),
                    new Regularization.Lwf(5, 6)),
                50));
    assertThat(training("replay-per-fresh: 0, strategy: {type: ewc}").strategy().consolidateEvery())
        .isEqualTo(100_000);
  }

  @Test
  void logitsHaveAColumnEach() throws IOException {
    assertThat(training("strategy: {type: der}").strategy().columnBytes(3)).isEqualTo(12);
    assertThat(training("strategy: {type: er}").strategy().columnBytes(3)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "strategy: {type: derp}|training.strategy.type is 'derp'; write one of er, der, der++,"
            + " agem, mir, ewc, si, lwf",
        "strategy: er|training.strategy is 'er'; write a mapping such as {type: er}, or a list of"
            + " them",
        "strategy: []|training.strategy is a list; write at least one strategy, or leave the key"
            + " out",
        "strategy: {alpha: 1}|training.strategy has no key 'type'; write a text",
        "strategy: {type: der, beta: 1}|unknown key 'beta' in training.strategy; known keys:"
            + " alpha, type",
        "strategy: {type: der, alpha: 0}|training.strategy.alpha is '0'; write a number from"
            + " 1.0E-9 to 1.0E9",
        "strategy: [{type: er}, {type: agem}]|training.strategy[1].type is 'agem'; write ewc, si"
            + " or lwf, because replayed rows are used in one way, which is named above",
        "strategy: [{type: si}, {type: si}]|training.strategy[1].type is 'si'; write each strategy"
            + " once",
        "replay-per-fresh: 0, strategy: {type: der++}|training.strategy.type is 'der++'; write ewc,"
            + " si or lwf, because training.replay-per-fresh is 0 and nothing is replayed, or raise"
            + " that",
        "replay-per-fresh: 0, replay-steps: 2|training.replay-steps is '2'; write 1, because"
            + " training.replay-per-fresh is 0",
        "consolidate-every: 9|training.consolidate-every is '9'; leave it out, because no strategy"
            + " of this pipeline is ewc, si or lwf",
        "consolidate-every: 9, strategy: {type: er}|training.consolidate-every is '9'; leave it"
            + " out, because no strategy of this pipeline is ewc, si or lwf",
      })
  void whatMakesNoSenseIsRefusedInOneLine(String keys, String message) {
    assertThatThrownBy(() -> training(keys))
        .isInstanceOf(ConfigException.class)
        .hasMessage("p.yaml:7: " + message);
  }
}
