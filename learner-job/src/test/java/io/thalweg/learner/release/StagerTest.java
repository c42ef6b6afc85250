package io.thalweg.learner.release;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.thalweg.ingestion.flink.Position;
import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.Offsets;
import io.thalweg.learner.sync.Offsets.Input;
import io.thalweg.learner.sync.Offsets.Lane;
import io.thalweg.learner.sync.Offsets.Span;
import io.thalweg.learner.sync.Totals;
import io.thalweg.learner.train.Experience;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.OnlineLearner;
import io.thalweg.learner.train.Origin;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.learner.train.djl.DjlEngines;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Artifact;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Fingerprints;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.Provenance;
import io.thalweg.model.artifact.Provenance.OffsetRange;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.onnx.OnnxExporter;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.model.store.LocalModelStore;
import io.thalweg.model.store.ModelStore;
import io.thalweg.replay.GroupRange;
import io.thalweg.replay.ReplayTable;
import io.thalweg.replay.Retention;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From examples to a file that another runtime reads. */
class StagerTest {
  private static final Clock NOON = Clock.fixed(Instant.ofEpochMilli(12_000), ZoneOffset.UTC);
  private static final String PARENT = "ab".repeat(32);
  private static final Offsets OFFSETS =
      new Offsets(
          Map.of(
              new Lane(Input.EVENTS, 0), new Span(3, 40, 50),
              new Lane(Input.EVENTS, 1), new Span(7, 0, 0),
              new Lane(Input.LABELS, 2), new Span(1, 0, 5)));
  private static final Totals TOTALS = new Totals(200, 50, 150, 80, OFFSETS);
  private static final String PIPELINE = "cd".repeat(32);
  private static final PipelineFacts FACTS =
      new PipelineFacts(PIPELINE, "payments", "chargebacks", true, 1, false, 1);
  private static final Provenances PROVENANCES = new Provenances(FACTS, 2, "a kernel");
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Numeric(
                  "x", "x", Feature.Transform.NONE, Feature.Scaling.STANDARDIZE, -1e9, 1e9),
              new Feature.Categorical("c", "c", 3)));

  private static final TrainingConfig TRAINING =
      new TrainingConfig(4, 1, OptimizerSpec.Adam.defaults(0.05f));
  private static final ReplaySpec REPLAY =
      new ReplaySpec(
          100,
          1,
          Retention.WINDOW,
          new ReplaySpec.Uniform(),
          Duration.ZERO,
          new ReplaySpec.Tiers(1 << 16, 1 << 20, 0, 0),
          1);

  @TempDir Path dir;

  @Test
  void whatIsStagedIsTheBaseAndOnnxComputesItsParityOutputs() throws Exception {
    ModelStore store = new LocalModelStore(dir.resolve("models"));
    float[] base = new float[0];
    Staged staged;
    try (GradientEngine engine = DjlEngines.openCpu(spec(new Head.Multiclass(3)), 8);
        ReplayTable table = table();
        Experience experience = experience(new Head.Multiclass(3), table)) {
      OnlineLearner learner = learner(new Head.Multiclass(3), engine, experience);
      feed(learner, 0, 48);
      learner.commitAlone();
      feed(learner, 48, 60); // after the base: not in the version
      base = learner.baseView().clone();
      staged = new Stager(store, NOON, PROVENANCES).stage(learner.baseModel(), cut(9), 2, TOTALS);
      float[] unharmed = learner.baseView().clone();
      feed(learner, 60, 64);
      assertThat(unharmed).containsExactly(base);
    }
    assertThat(staged.version()).isEqualTo(9);
    Artifact artifact = ArtifactReader.read(store, staged.manifestSha256());
    Manifest manifest = artifact.manifest();
    assertThat(artifact.parameters()).containsExactly(base);
    assertThat(manifest.spec()).isEqualTo(spec(new Head.Multiclass(3)));
    assertThat(manifest.version()).isEqualTo(9);
    assertThat(manifest.parentSha256()).isEqualTo(PARENT);
    assertThat(manifest.createdAtMillis()).isEqualTo(12_000);
    assertThat(manifest.round()).isEqualTo(2);
    assertThat(manifest.examplesTrained()).isEqualTo(200);
    assertThat(manifest.steps()).isEqualTo(50);
    requireProvenance(manifest);
    assertThat(manifest.metrics())
        .isEqualTo(Map.of("prequential.accuracy", 0.75, "prequential.logloss", 0.4));
    assertThat(manifest.readyTimesMillis()).containsExactly(1000L, 1016L, 1032L);
    assertThat(manifest.parity().inputs()).hasSize(4);
    assertThat(manifest.parity().inputs().toString()).as("a missing number").contains("NaN");
    requireParity(artifact, 3);
  }

  private static void requireParity(Artifact artifact, int classes) throws OrtException {
    float[][] served = onnx(artifact);
    for (int r = 0; r < served.length; r++) {
      assertThat(served[r]).hasSize(classes);
      for (int c = 0; c < classes; c++) {
        assertThat(served[r][c])
            .isCloseTo(artifact.manifest().parity().outputs().get(r).get(c), within(1e-5f));
      }
    }
  }

  @Test
  void aHeadThatHasGrownIsReleasedWithTheClassesThatItHas() throws Exception {
    ModelStore store = new LocalModelStore(dir.resolve("models"));
    Head grows = new Head.Multiclass(6, 2);
    try (GradientEngine engine = DjlEngines.openCpu(spec(grows), 8);
        ReplayTable table = table();
        Experience experience = experience(grows, table)) {
      OnlineLearner learner = learner(grows, engine, experience);
      Stager stager = new Stager(store, NOON, PROVENANCES);
      Staged first = stager.stage(learner.baseModel(), cut(8), 0, TOTALS);
      assertThat(ArtifactReader.read(store, first.manifestSha256()).manifest().spec())
          .isEqualTo(spec(new Head.Multiclass(2)));
      feed(learner, 0, 48);
      learner.commitAlone();
      Staged staged = stager.stage(learner.baseModel(), cut(9), 2, TOTALS);
      Artifact artifact = ArtifactReader.read(store, staged.manifestSha256());
      assertThat(artifact.manifest().spec()).isEqualTo(spec(new Head.Multiclass(3)));
      requireParity(artifact, 3);
      assertThat(requireNonNull(artifact.manifest().provenance()).fingerprints())
          .as("what would make it again")
          .containsEntry(Provenance.SPEC, Fingerprints.ofSpec(spec(grows)))
          .containsEntry(Provenance.FEATURES, Fingerprints.ofFeatures(spec(grows)));
      feed(learner, 48, 52); // the engine goes on with the whole model
      assertThat(learner.totals().examples()).isEqualTo(52);
    }
  }

  private static void requireProvenance(Manifest manifest) {
    Provenance p = requireNonNull(manifest.provenance());
    assertThat(manifest.preview()).isFalse();
    assertThat(p.learners()).isEqualTo(2);
    assertThat(p.kernel()).isEqualTo("a kernel");
    assertThat(p.seeds()).isEqualTo(Map.of("model", 4L, "replay", 1L));
    assertThat(p.fingerprints()).containsEntry("pipeline", PIPELINE).hasSize(3);
    assertThat(p.offsets())
        .isEqualTo(
            Map.of(
                "payments", Map.of(0, new OffsetRange(3, 50)),
                "chargebacks", Map.of(2, new OffsetRange(1, 5))));
    assertThat(p.trainedThrough()).isEqualTo(Map.of("payments", Map.of(0, 40L)));
  }

  @Test
  void whatIsTrainedThroughIsLeftOutWhereRecordsMayComeInAnotherOrder() {
    PipelineFacts joined = new PipelineFacts(PIPELINE, "payments", "c", false, 1, false, 0.25);
    Provenance p = new Provenances(joined, 2, "a kernel").of(spec(new Head.Binary()), "", OFFSETS);
    assertThat(p.offsets()).hasSize(2);
    assertThat(p.trainedThrough()).isEmpty();
    assertThat(p.negativesKept()).isEqualTo(0.25);
  }

  @Test
  void filesOfEventsStandBesideTheTopicsByTheirNames() {
    int file = Position.partitionOf("past/a.csv");
    PipelineFacts backfilled =
        new PipelineFacts(
            PIPELINE, "payments", null, true, 1, false, 1, Map.of(file, "past/a.csv"));
    Offsets offsets =
        new Offsets(
            Map.of(
                new Offsets.Lane(Offsets.Input.EVENTS, file), new Offsets.Span(0, 7, 8),
                new Offsets.Lane(Offsets.Input.EVENTS, 0), new Offsets.Span(3, 4, 5)));
    Provenance p =
        new Provenances(backfilled, 1, "a kernel").of(spec(new Head.Binary()), "", offsets);
    assertThat(p.offsets())
        .isEqualTo(
            Map.of(
                "payments", Map.of(0, new OffsetRange(3, 5)),
                "file:past/a.csv", Map.of(0, new OffsetRange(0, 8))));
    assertThat(p.trainedThrough()).as("of topics").isEqualTo(Map.of("payments", Map.of(0, 4L)));
  }

  @Test
  void aFileThatThePipelineNamesNoMoreIsNoPartitionOfItsTopic() {
    int file = Position.partitionOf("past/gone.csv");
    Offsets offsets =
        new Offsets(
            Map.of(
                new Offsets.Lane(Offsets.Input.EVENTS, file), new Offsets.Span(0, 7, 8),
                new Offsets.Lane(Offsets.Input.EVENTS, 0), new Offsets.Span(3, 4, 5)));
    Provenance p = PROVENANCES.of(spec(new Head.Binary()), "", offsets);
    assertThat(p.offsets())
        .isEqualTo(
            Map.of(
                "payments",
                Map.of(0, new OffsetRange(3, 5)),
                "file:#" + Integer.toHexString(file),
                Map.of(0, new OffsetRange(0, 8))));
    assertThat(p.trainedThrough()).isEqualTo(Map.of("payments", Map.of(0, 4L)));
  }

  @Test
  void aRegressionClaimsNoAccuracy() throws Exception {
    ModelStore store = new LocalModelStore(dir.resolve("models"));
    try (GradientEngine engine = DjlEngines.openCpu(spec(new Head.Regression()), 8);
        ReplayTable table = table();
        Experience experience = experience(new Head.Regression(), table)) {
      OnlineLearner learner = learner(new Head.Regression(), engine, experience);
      Staged staged = new Stager(store, NOON, null).stage(learner.baseModel(), cut(1), 0, TOTALS);
      Manifest manifest = ArtifactReader.manifest(store, staged.manifestSha256());
      assertThat(manifest.metrics()).isEmpty();
      assertThat(manifest.provenance()).isNull();
      assertThat(manifest.parity().inputs()).as("a row of which nothing is known").hasSize(1);
    }
  }

  private static float[][] onnx(Artifact artifact) throws OrtException {
    List<List<Float>> inputs = artifact.manifest().parity().inputs();
    float[][] features = new float[inputs.size()][artifact.manifest().spec().inputWidth()];
    for (int r = 0; r < features.length; r++) {
      for (int i = 0; i < features[r].length; i++) {
        features[r][i] = inputs.get(r).get(i);
      }
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(artifact.onnxView());
        OnnxTensor tensor = OnnxTensor.createTensor(environment, features);
        OrtSession.Result result = session.run(Map.of(OnnxExporter.INPUT, tensor))) {
      return (float[][]) result.get("probabilities").orElseThrow().getValue();
    }
  }

  private static Cut cut(long version) {
    return new Cut(1, 2, version, PARENT, TOTALS);
  }

  private static ModelSpec spec(Head head) {
    return new ModelSpec(
        "m",
        FEATURES,
        List.of(
            new ModelSpec.Dense(6, ModelSpec.Activation.RELU),
            new ModelSpec.Dense(5, ModelSpec.Activation.TANH)),
        head,
        4);
  }

  private ReplayTable table() {
    return ReplayTable.open(
        REPLAY.table(RowLayout.of(FEATURES), 1), new GroupRange(0, 0), dir.resolve("replay"));
  }

  private static Experience experience(Head head, ReplayTable table) {
    return Experience.open(REPLAY, head, TRAINING, REPLAY.table(RowLayout.of(FEATURES), 1), table);
  }

  private static OnlineLearner learner(Head head, GradientEngine engine, Experience experience) {
    return new OnlineLearner(
        spec(head),
        TRAINING,
        Initializer.heNormal(spec(head)),
        engine,
        experience,
        (id, label, labels, score, step) -> {});
  }

  /** Every fourth number is missing. The first batch waits for a round. */
  private static void feed(OnlineLearner learner, int from, int to) throws IOException {
    RowEncoder encoder = new RowEncoder(FEATURES);
    for (int i = from; i < to; i++) {
      byte[] bytes = new byte[encoder.layout().rowBytes()];
      ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      encoder.clear(row);
      row.putFloat(RowLayout.LABEL, i % 3);
      row.putLong(RowLayout.READY_TIME, 1000 + i);
      try {
        if (i % 4 > 0) {
          encoder.numeric(row, 0, 50 + i % 7);
        }
        encoder.category(row, 1, "category" + i % 3);
      } catch (BadValueException e) {
        throw new IOException(e);
      }
      learner.learn("e" + i, 0, new Origin(0, i, -1, -1), bytes);
      if (i == 3) {
        learner.commitAlone();
      }
    }
  }
}
