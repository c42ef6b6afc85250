package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.learner.train.CandidateSpec;
import io.thalweg.learner.train.RaceSpec;
import io.thalweg.learner.train.strategy.Rehearsal;
import io.thalweg.model.Mlp;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.config.ConfigException;
import io.thalweg.model.optimize.OptimizerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChallengersSectionTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "id", "type": "string"},
        {"name": "amount", "type": "double"}]}
      """;

  @TempDir Path dir;

  private PipelineConfig pipeline(String head, String challengers) throws IOException {
    return pipeline("mlp", head, challengers);
  }

  private PipelineConfig pipeline(String type, String head, String challengers) throws IOException {
    Files.writeString(dir.resolve("event.avsc"), SCHEMA);
    String yaml =
        """
        name: small
        kafka: {bootstrap.servers: "localhost:9092"}
        source: {topic: payments, schema: event.avsc, id: id}
        label: {field: amount}
        features: [{name: price, type: numeric}]
        model: {type: %s, layers: [8], head: %s, seed: 5}
        training: {batch: 16, accumulate: %s, optimizer: {type: adam, learning-rate: 0.5, clip-norm: 2}}
        challengers: %s
        """
            .formatted(type, head, type.equals("experts") ? 1 : 2, challengers);
    return PipelineFile.read(Files.writeString(dir.resolve("p.yaml"), yaml));
  }

  private RaceSpec race(String challengers) throws IOException {
    return pipeline("{type: multiclass, classes: 3}", challengers).race();
  }

  private CandidateSpec only(String keys) throws IOException {
    return race("{candidates: [{name: other, %s}]}".formatted(keys)).challengers().get(0);
  }

  @Test
  void everyKeyReachesItsPlace() throws IOException {
    RaceSpec race =
        race(
            "{confidence: 0.9, min-examples: 5, halve-every: 6, at-once: 2, learn-every: 3,"
                + " block: 4, clip: 0.7, candidates: [{name: a, model: {layers: [3]}}, {name: b,"
                + " training: {replay-per-fresh: 2}}]}");
    assertThat(race).isEqualTo(new RaceSpec(race.challengers(), 0.9, 5, 6, 2, 3, 4, 0.7));
    assertThat(race.challengers()).extracting(CandidateSpec::name).containsExactly("a", "b");
  }

  @Test
  void oneWithoutReplayTakesThePipelinesSteps() throws IOException {
    CandidateSpec other = only("training: {replay-per-fresh: 0}");
    assertThat(other.training().replayPerFresh()).isZero();
    assertThat(other.training().replaySteps()).isEqualTo(3);
  }

  @Test
  void whatIsLeftOutHasADefault() throws IOException {
    RaceSpec race = race("{candidates: [{name: a, model: {layers: [3]}}]}");
    assertThat(race)
        .isEqualTo(new RaceSpec(race.challengers(), 0.95, 1000, 20_000, 4, 1, 32, race.clip()));
    assertThat(race.clip()).isCloseTo(Math.log(3), within(1e-12));
  }

  @Test
  void aChallengerIsThePipelineButForWhatItSays() throws IOException {
    CandidateSpec faster = only("training: {optimizer: {learning-rate: 0.25}}");
    PipelineConfig own = pipeline("binary", "{candidates: [{name: a, model: {layers: [3]}}]}");
    assertThat(faster.training().optimizer())
        .isEqualTo(new OptimizerSpec.Adam(0.25f, 0.9f, 0.999f, 1e-8f));
    assertThat(faster.training().descent()).isEqualTo(own.training().descent());
    assertThat(faster.training().batch()).isEqualTo(16);
    assertThat(faster.model().architecture()).isEqualTo(own.model().architecture());

    CandidateSpec another = only("training: {optimizer: {type: sgd}, strategy: {type: agem}}");
    assertThat(another.training().optimizer()).isEqualTo(new OptimizerSpec.Sgd(0.01f, 0));
    assertThat(another.training().descent().clipNorm()).isInfinite();
    assertThat(another.training().strategy().rehearsal())
        .isInstanceOf(Rehearsal.AveragedGradient.class);

    CandidateSpec wider = only("model: {layers: [32, 4]}");
    assertThat(wider.training()).isEqualTo(own.training());
    assertThat(wider.model().architecture())
        .isEqualTo(new Mlp(List.of(new Dense(32, Activation.RELU), new Dense(4, Activation.RELU))));
    assertThat(wider.model().seed()).isEqualTo(5);
    assertThat(wider.model().name()).isEqualTo("small");
    assertThat(only("model: {type: logistic}").model().architecture())
        .isEqualTo(new Mlp(List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|challengers has no key 'candidates'; write a list such as",
        "{candidates: []}|challengers.candidates is a list; write 1 to 64 challengers",
        "{candidates: [{name: a}]}|challengers.candidates[0] is a mapping; write training or model"
            + " beside the name",
        "{candidates: [{name: a b, model: {layers: [3]}}]}|name is 'a b'; write 1 to 64 letters",
        "{candidates: [{name: a, model: {layers: [3]}}, {name: a, model: {layers: [4]}}]}|name is"
            + " 'a'; write another name, because a challenger has it already",
        "{candidates: [{name: a, model: {head: binary}}]}|model.head is 'binary'; leave it out,"
            + " because it is the same for all",
        "{candidates: [{name: a, training: {batch: 3}}]}|training.batch is '3'; leave it out,"
            + " because challengers learn the pipeline's batches",
        "{candidates: [{name: a, training: {engine: own}}]}|training.engine is 'own'; leave it out,"
            + " because challengers learn the pipeline's batches",
        "{candidates: [{name: a, training: {optimiser: {type: sgd}}}]}|unknown key 'optimiser' in"
            + " challengers.candidates[0].training; did you mean 'optimizer'?",
        "{candidates: [{name: a, training: {optimizer: {rate: 1}}}]}|unknown key 'rate' in"
            + " challengers.candidates[0].training.optimizer;",
        "{candidates: [{name: a, model: {layer: [3]}}]}|unknown key 'layer' in"
            + " challengers.candidates[0].model; did you mean 'layers'?",
        "{candidates: [{name: a, modle: {layers: [3]}}]}|write training or model beside the name",
        "{candidates: [{name: a, training: {strategy: {type: der}}}]}|write no der or der++,"
            + " because the pipeline's own strategy stores no logits",
        "{confidence: 1, candidates: [{name: a, model: {layers: [3]}}]}|challengers.confidence is"
            + " '1'; write a number from 0.5 to 0.9999",
        "{at-once: 0, candidates: [{name: a, model: {layers: [3]}}]}|challengers.at-once is '0';"
            + " write a whole number",
        "{halve: 1, candidates: [{name: a, model: {layers: [3]}}]}|unknown key 'halve' in"
            + " challengers"
      })
  void aMistakeIsOneLineThatSaysWhatToWrite(String challengers, String message) {
    assertThatThrownBy(() -> race(challengers))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(message)
        .hasLineCount(1);
  }

  @Test
  void expertsAndChallengersExcludeEachOther() {
    String same = "{candidates: [{name: a, training: {optimizer: {learning-rate: 0.1}}}]}";
    assertThatThrownBy(() -> pipeline("experts", "binary", same))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "challengers can't be here; leave it out beside model.type: experts, which excludes it;"
                + " take one of the two out");
    String other = "{candidates: [{name: a, model: {type: experts, layers: [3]}}]}";
    assertThatThrownBy(() -> race(other))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            "challengers.candidates[0].model.type is 'experts'; write another type: experts exclude"
                + " challengers, so give them a pipeline of their own");
  }

  @Test
  void aHeadWithoutClassesNeedsToKnowWhichDifferenceIsLarge() throws IOException {
    String challengers = "{%scandidates: [{name: a, model: {layers: [3]}}]}";
    assertThatThrownBy(() -> pipeline("regression", challengers.formatted("")))
        .hasMessageContaining(
            "challengers has no key 'clip'; write a difference of two losses that is large, because"
                + " the head has no classes");
    assertThat(pipeline("regression", challengers.formatted("clip: 2, ")).race().clip())
        .isEqualTo(2);
  }

  @Test
  void roundsThatFollowLossesAreRefused() throws IOException {
    String challengers = "{candidates: [{name: a, model: {layers: [3]}}]}";
    String drift = "\ndrift: {detectors: [{type: adwin}], reactions: {%s}}";
    String others = drift.formatted("releases: hold, schedule: restart");
    assertThat(pipeline("binary", challengers + others).race().challengers()).hasSize(1);
    String rounds = drift.formatted("rounds: {factor: 0.1}");
    assertThatThrownBy(() -> pipeline("binary", challengers + rounds))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains("drift.reactions.rounds can't be here; leave it out beside challengers, whose")
        .hasLineCount(1);
  }

  @Test
  void withoutTheSectionNobodyChallenges() throws IOException {
    Files.writeString(dir.resolve("event.avsc"), SCHEMA);
    String yaml =
        """
        name: small
        kafka: {bootstrap.servers: "localhost:9092"}
        source: {topic: payments, schema: event.avsc, id: id}
        label: {field: amount}
        features: [{name: price, type: numeric}]
        model: {head: binary}
        training: {optimizer: {type: adam}}
        """;
    assertThat(PipelineFile.read(Files.writeString(dir.resolve("p.yaml"), yaml)).race())
        .isEqualTo(RaceSpec.NONE);
  }
}
