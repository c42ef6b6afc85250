package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.learner.drift.DriftConfig;
import io.thalweg.learner.drift.DriftSpec;
import io.thalweg.learner.drift.ReactionSpec;
import io.thalweg.learner.drift.ReactionSpec.Change;
import io.thalweg.learner.drift.ReactionSpec.Recovery;
import io.thalweg.learner.drift.ReactionSpec.Releases;
import io.thalweg.learner.drift.ReactionSpec.Schedule;
import io.thalweg.learner.drift.Signal;
import io.thalweg.learner.drift.Watch;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.config.ConfigException;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.feature.Combine;
import io.thalweg.model.feature.CrossFeature;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.ImageFeature.Shape;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TextFeature.Letters;
import io.thalweg.model.feature.TextFeature.Ngrams;
import io.thalweg.model.feature.TimeFeature;
import io.thalweg.model.feature.TimeFeature.Cycle;
import io.thalweg.model.feature.TimeFeature.Unit;
import io.thalweg.model.feature.VocabularyFeature;
import io.thalweg.replay.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftSectionTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Vector("v", "v", 3, Feature.Scaling.NONE),
              new Feature.Categorical("country", "country", 8),
              new Feature.Numeric(
                  "amount", "amount", Feature.Transform.NONE, Feature.Scaling.NONE, -1, 1),
              new Feature.Flag("present", "present"),
              new Feature.History(
                  "usual",
                  Feature.History.Of.FIELD,
                  "amount",
                  Feature.History.Aggregate.MEAN,
                  5,
                  1,
                  Feature.Scaling.NONE),
              new Feature.History(
                  "steps",
                  Feature.History.Of.FIELD,
                  "amount",
                  Feature.History.Aggregate.SEQUENCE,
                  5,
                  1,
                  Feature.Scaling.NONE),
              new MultiValuedFeature("tags", "tags", 9, 3, Combine.SUM, 0),
              new TextFeature(
                  "title", "title", Ngrams.WORDS, 1, Letters.LOWERED, 9, 3, Combine.SUM, 0),
              new TimeFeature("at", "at", List.of(Cycle.HOUR_OF_DAY), ZoneOffset.UTC, Unit.MILLIS),
              new CrossFeature("pair", List.of("country", "device"), 9, 0),
              new ImageFeature("photo", "photo", new Shape(1, 1, 1), Feature.Scaling.NONE),
              new Feature.Categorical("device", "device", 5),
              new VocabularyFeature("word", "word", 5, 1, 0, 0)));

  @TempDir Path dir;

  private DriftConfig read(String yaml, Head head, Retention retention, boolean deterministic)
      throws IOException {
    ConfigNode root = ConfigFile.read(Files.writeString(dir.resolve("p.yaml"), yaml));
    ReplaySpec replay =
        new ReplaySpec(
            1,
            1,
            retention,
            new ReplaySpec.Uniform(),
            Duration.ZERO,
            new ReplaySpec.Tiers(1, 1, 0, 0),
            1);
    DriftConfig config =
        DriftSection.read(
            root.section("drift"),
            new ModelSpec("m", FEATURES, List.of(), head, 1),
            replay,
            deterministic);
    root.refuseUnknown();
    return config;
  }

  private DriftConfig read(String yaml) throws IOException {
    return read(yaml, new Head.Binary(), Retention.WINDOW, false);
  }

  private void refused(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(ConfigException.class).hasMessage(message);
  }

  @Test
  void withoutTheSectionNothingIsWatched() throws IOException {
    assertThat(read("drift: {}\n")).isEqualTo(DriftConfig.NONE);
  }

  @Test
  void everyKeyReachesItsPlace() throws IOException {
    DriftConfig config =
        read(
            """
            drift:
              detectors:
                - {type: adwin, delta: 0.01}
                - {type: ddm, on: error, min-examples: 40, warning: 2.5, drift: 3.5}
                - {type: hddm-a, drift: 0.002, warning: 0.006}
                - {type: hddm-w, drift: 0.002, warning: 0.006, lambda: 0.1}
                - {type: page-hinkley, min-examples: 50, delta: 0.01, threshold: 20, fading: 0.99}
                - {type: kswin, alpha: 0.001, window: 200, recent: 50, seed: 7}
                - {type: psi, on: label, reference: 100, window: 50, bins: 5, warning: 0.3, drift: 0.4}
                - {type: ks, on: feature, feature: amount, reference: 100, window: 50, alpha: 0.01}
                - {type: chi-square, on: feature, feature: country, reference: 100, window: 50, alpha: 0.01}
                - {type: chi-square, on: feature, feature: present}
              reactions:
                replay-per-fresh: {factor: 0.25, for-examples: 1000}
                learning-rate: {factor: 3, for-examples: 2000}
                schedule: restart
                forget: {keep-examples: 500}
                rounds: {factor: 0.5}
                releases: hold
                recovery: {window: 300, tolerance: 0.1, at-most-examples: 9000}
            """);
    Signal error = new Signal.PredictionError();
    assertThat(config.watches())
        .containsExactly(
            new Watch(error, new DriftSpec.Adwin(0.01)),
            new Watch(error, new DriftSpec.Ddm(40, 2.5, 3.5)),
            new Watch(error, new DriftSpec.HddmA(0.002, 0.006)),
            new Watch(error, new DriftSpec.HddmW(0.002, 0.006, 0.1)),
            new Watch(error, new DriftSpec.PageHinkley(50, 0.01, 20, 0.99)),
            new Watch(error, new DriftSpec.Kswin(0.001, 200, 50, 7)),
            new Watch(new Signal.Label(), new DriftSpec.Psi(100, 50, 5, 0.3, 0.4)),
            new Watch(new Signal.NumericFeature("amount", 4), new DriftSpec.Ks(100, 50, 0.01)),
            new Watch(
                new Signal.CategoricalFeature("country", 3),
                new DriftSpec.ChiSquare(100, 50, 0.01)),
            new Watch(
                new Signal.NumericFeature("present", 5),
                new DriftSpec.ChiSquare(2_000, 500, 1e-4)));
    assertThat(config.reactions())
        .isEqualTo(
            new ReactionSpec(
                new Change(0.25, 1_000),
                new Change(3, 2_000),
                Schedule.RESTART,
                500,
                0.5,
                Releases.HOLD,
                new Recovery(300, 0.1, 9_000)));
    assertThat(config.watches().get(7).name()).isEqualTo("ks on amount");
  }

  @Test
  void defaultsAreThoseOfThePapers() throws IOException {
    DriftConfig config =
        read(
            """
            drift:
              detectors: [{type: adwin}, {type: ddm}, {type: hddm-a}, {type: hddm-w},
                {type: page-hinkley}, {type: kswin}, {type: psi, on: label}]
            """);
    assertThat(config.watches())
        .extracting(Watch::spec)
        .containsExactly(
            new DriftSpec.Adwin(0.002),
            new DriftSpec.Ddm(30, 2, 3),
            new DriftSpec.HddmA(0.001, 0.005),
            new DriftSpec.HddmW(0.001, 0.005, 0.05),
            new DriftSpec.PageHinkley(30, 0.005, 50, 0.9999),
            new DriftSpec.Kswin(0.005, 100, 30, 42),
            new DriftSpec.Psi(2_000, 500, 10, 0.1, 0.2));
    assertThat(config.reactions()).isEqualTo(ReactionSpec.NONE);
  }

  @Test
  void aDetectorThatCannotWatchItsSignalIsRefusedWithThoseThatCan() throws IOException {
    refused(
        "drift:\n  detectors: [{type: ks, on: error}]\n",
        "p.yaml:2: drift.detectors[0].type is 'ks'; write one of adwin, ddm, hddm-a, hddm-w,"
            + " page-hinkley, kswin, which can watch error");
    refused(
        "drift:\n  detectors: [{type: adwin, on: feature, feature: country}]\n",
        "p.yaml:2: drift.detectors[0].type is 'adwin'; write one of psi, chi-square, which can"
            + " watch country");
    refused(
        "drift:\n  detectors: [{type: ks, on: feature, feature: v}]\n",
        "p.yaml:2: drift.detectors[0].feature is 'v'; write the name of a numeric, history,"
            + " categorical or flag feature");
    refused(
        "drift:\n  detectors: [{type: ks, on: feature, feature: steps}]\n",
        "p.yaml:2: drift.detectors[0].feature is 'steps'; write the name of a numeric, history,"
            + " categorical or flag feature");
    String rate = "drift:\n  detectors: [{type: ddm}]\n";
    assertThatThrownBy(() -> read(rate, new Head.Regression(), Retention.WINDOW, false))
        .hasMessage(
            "p.yaml:2: drift.detectors[0].type is 'ddm'; write one of adwin, page-hinkley, kswin,"
                + " psi, ks, which can watch error");
  }

  @Test
  void whatTakesSeveralSlotsOrIsNotAsItStandsInTheRecordIsNotWatched() throws IOException {
    for (String name : List.of("tags", "title", "at", "pair", "photo")) {
      refused(
          "drift:\n  detectors: [{type: psi, on: feature, feature: %s}]\n".formatted(name),
          "p.yaml:2: drift.detectors[0].feature is '%s'; write the name of a numeric, history,"
                  .formatted(name)
              + " categorical or flag feature");
    }
    DriftConfig config = read("drift:\n  detectors: [{type: psi, on: feature, feature: device}]\n");
    assertThat(config.watches().get(0).signal())
        .isEqualTo(new Signal.CategoricalFeature("device", 12 + 3 + 3 + 1 + 2 + 2));
    config = read("drift:\n  detectors: [{type: psi, on: feature, feature: word}]\n");
    assertThat(config.watches().get(0).signal())
        .isEqualTo(new Signal.CategoricalFeature("word", 12 + 3 + 3 + 1 + 2 + 2 + 1));
  }

  @Test
  void aHistoryIsWatchedAsTheNumberThatItIs() throws IOException {
    DriftConfig config =
        read("drift:\n  detectors: [{type: kswin, on: feature, feature: usual}]\n");
    assertThat(config.watches().get(0).signal()).isEqualTo(new Signal.NumericFeature("usual", 6));
    refused(
        "drift:\n  detectors: [{type: chi-square, on: feature, feature: usual}]\n",
        "p.yaml:2: drift.detectors[0].type is 'chi-square'; write one of adwin, page-hinkley,"
            + " kswin, psi, ks, which can watch usual");
  }

  @Test
  void reactionsThatCouldNotHappenAreRefused() {
    refused(
        "drift:\n  reactions: {releases: hold}\n",
        "p.yaml:2: drift.reactions is a mapping; write drift.detectors, too, or no reactions");
    refused(
        "drift:\n  detectors: [{type: adwin}, {type: adwin}]\n",
        "p.yaml:2: drift.detectors[1].type is 'adwin'; write each detector once");
    String forget =
        "drift:\n  detectors: [{type: adwin}]\n  reactions: {forget: {keep-examples: 9}}\n";
    assertThatThrownBy(() -> read(forget, new Head.Binary(), Retention.RESERVOIR, false))
        .hasMessage(
            "p.yaml:3: drift.reactions.forget can't be here; leave it out, because"
                + " replay.retention is not window");
    String rounds = "drift:\n  detectors: [{type: adwin}]\n  reactions: {rounds: {factor: 0.5}}\n";
    assertThatThrownBy(() -> read(rounds, new Head.Binary(), Retention.WINDOW, true))
        .hasMessage(
            "p.yaml:3: drift.reactions.rounds can't be here; leave it out, because deterministic is"
                + " true");
  }
}
