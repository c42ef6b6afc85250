package io.thalweg.serving.explain;

import static io.thalweg.serving.explain.Functions.shapley;
import static io.thalweg.serving.explain.Functions.sum;
import static io.thalweg.serving.explain.Functions.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.ArtifactWriter;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.artifact.Receipt;
import io.thalweg.model.store.LocalModelStore;
import io.thalweg.model.store.ModelStore;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.version.Servable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions as they are served, by onnxruntime. */
final class ServedModelTest {
  private static final ExplainRequest DEFAULTS = ExplainRequest.of(Map.of());
  private static final float[] ROW = {3, 0, 0, 1, 0, 1, 0.5f, Float.NaN};

  @TempDir private Path directory;
  private ModelStore store;
  private @Nullable Servable servable;

  @BeforeEach
  void openStore() {
    store = new LocalModelStore(directory);
  }

  @AfterEach
  void closePredictor() {
    if (servable != null) {
      servable.predictor().close();
    }
  }

  private ServedModel load(ModelAnnouncement announcement, Background background) throws Exception {
    Servable loaded = new OnnxLoader(store, InstantSource.system()).load(announcement);
    servable = loaded;
    return new ServedModel(loaded, background);
  }

  private static Background traffic(List<float[]> rows) {
    return new Background(BackgroundSource.TRAFFIC, rows);
  }

  private static ExplainRequest request(Method method, @Nullable String output) {
    return new ExplainRequest(method, output, null, null, 5);
  }

  /** Rows as the encoder makes them: categories of one country or none, numbers or NaN. */
  private static List<float[]> rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> out = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      float[] row = new float[TestModel.WIDTH];
      row[0] = random.nextInt(5) == 0 ? Float.NaN : random.nextFloat() * 4;
      int country = random.nextInt(5);
      if (country < 4) {
        row[1 + country] = 1;
      }
      row[5] = random.nextInt(2);
      row[6] = random.nextFloat();
      row[7] = random.nextInt(5) == 0 ? Float.NaN : random.nextFloat();
      out.add(row);
    }
    return out;
  }

  /** By definition, over players of TestModel's columns, in float64. */
  private static double[] shapleyOfTestModel(long version, List<float[]> background) {
    int[] from = {0, 1, 5, 6, 8};
    double[] values = new double[4];
    for (float[] z : background) {
      double[] ofRow =
          shapley(
              present -> {
                float[] x = z.clone();
                for (int p = 0; p < 4; p++) {
                  if (present[p] == 1) {
                    System.arraycopy(ROW, from[p], x, from[p], from[p + 1] - from[p]);
                  }
                }
                return TestModel.probability(version, x);
              },
              new float[] {1, 1, 1, 1},
              List.of(new float[4]));
      for (int p = 0; p < 4; p++) {
        values[p] += ofRow[p] / background.size();
      }
    }
    return values;
  }

  @Test
  void fewFeaturesAreExplainedExactly() throws Exception {
    List<float[]> background = rows(20, 1);
    ServedModel model = load(TestModel.release(store, 3), traffic(background));
    Explanation e = model.explain(ROW, DEFAULTS, 16_384);
    Attributions a = e.attributions();
    assertThat(a.method()).isEqualTo(Method.EXACT);
    assertThat(values(a)).containsExactly(shapleyOfTestModel(3, background), within(1e-5));
    assertThat(sum(a)).isEqualTo(a.prediction() - a.baseValue(), within(1e-12));
    assertThat(a.prediction()).isEqualTo(TestModel.probability(3, ROW), within(1e-5));
    assertThat(
            model.explain(ROW, request(Method.SHAPLEY, "logits"), 16_384).attributions().method())
        .isEqualTo(Method.EXACT);
    assertThat(model.explain(ROW, DEFAULTS, 300).attributions().method())
        .isEqualTo(Method.PERMUTATION);
    assertThat(a.features().stream().map(f -> f.name()))
        .containsExactly("amount", "country", "member", "position");
    assertThat(e.model()).isEqualTo(TestModel.NAME);
    assertThat(e.version()).isEqualTo(3);
    assertThat(e.source()).isEqualTo(BackgroundSource.TRAFFIC);
    assertThat(e.output())
        .isEqualTo(new OutputColumn("probability", 0, null, OutputColumn.Scale.PROBABILITY));
  }

  @Test
  void sampledAndFittedSharesComeFromTheSameSession() throws Exception {
    List<float[]> background = rows(20, 2);
    ServedModel model = load(TestModel.release(store, 4), traffic(background));
    double[] exact = shapleyOfTestModel(4, background);
    Attributions sampled =
        model.explain(ROW, request(Method.PERMUTATION, null), 5_000).attributions();
    for (int i = 0; i < exact.length; i++) {
      double error = sampled.features().get(i).standardError();
      assertThat(values(sampled)[i]).isEqualTo(exact[i], within(5 * error));
    }
    assertThat(sum(sampled)).isEqualTo(sampled.prediction() - sampled.baseValue(), within(1e-14));
    Attributions again =
        model.explain(ROW, request(Method.PERMUTATION, null), 5_000).attributions();
    assertThat(again).isEqualTo(sampled);
    Attributions lime = model.explain(ROW, request(Method.LIME, null), 5_000).attributions();
    assertThat(lime.prediction()).isEqualTo(sampled.prediction());
    assertThat(lime.fidelity()).isPresent();
  }

  /** phi = w (x - mean z) over the standardized columns, NaN being 0 there. */
  @Test
  void aLinearModelsLogitsAreSharedOutByItsWeights() throws Exception {
    ModelSpec linear =
        new ModelSpec(TestModel.NAME, TestModel.SPEC.features(), List.of(), new Head.Binary(), 1);
    float[] weights = {0.5f, 1, -1, 2, 0.25f, 0, -3, 0.75f, 0.125f};
    List<float[]> background = rows(20, 3);
    ServedModel model = load(release(linear, weights), traffic(background));
    Attributions a = model.explain(ROW, request(Method.SHAPLEY, "LOGITS"), 16_384).attributions();
    assertThat(a.method()).isEqualTo(Method.LINEAR);
    double[] expected = new double[4];
    int[] player = {0, 1, 1, 1, 1, 2, 3, 3};
    for (int i = 0; i < TestModel.WIDTH; i++) {
      double mean = 0;
      for (float[] z : background) {
        mean += standardized(z, i) / background.size();
      }
      expected[player[i]] += weights[i] * (standardized(ROW, i) - mean);
    }
    assertThat(values(a)).containsExactly(expected, within(1e-5));
    assertThat(values(a)[2]).isZero();
    assertThat(sum(a)).isEqualTo(a.prediction() - a.baseValue(), within(1e-5));
    Attributions exact = model.explain(ROW, request(Method.EXACT, "logits"), 16_384).attributions();
    assertThat(values(exact)).containsExactly(expected, within(1e-5));
    assertThat(model.explain(ROW, request(Method.SHAPLEY, null), 16_384).attributions().method())
        .isEqualTo(Method.EXACT);
  }

  private static double standardized(float[] row, int column) {
    double x = column == 0 ? row[0] - 2.0 : row[column];
    return Double.isNaN(x) ? 0 : x;
  }

  private ModelAnnouncement release(ModelSpec spec, float[] parameters) throws Exception {
    float[] zero = new float[TestModel.WIDTH];
    zero[0] = 2; // its mean
    List<Float> row = new ArrayList<>();
    for (float x : zero) {
      row.add(x);
    }
    double bias = parameters[parameters.length - 1];
    Parity parity = new Parity(List.of(row), List.of(List.of((float) (1 / (1 + Math.exp(-bias))))));
    return TestModel.announcement(
        1,
        ArtifactWriter.write(
                store,
                spec,
                parameters,
                TestModel.standardization(),
                parity,
                new Receipt(1, null, 0, 1, 0, 0, Map.of(), List.of()))
            .manifestSha256());
  }

  @Test
  void theClassWithTheHighestScoreIsExplainedUnlessAnotherIsNamed() throws Exception {
    ServedModel model =
        load(TestModel.classes(store, 3), traffic(List.of(new float[] {0}, new float[] {1})));
    OutputColumn highest = model.explain(new float[] {1}, DEFAULTS, 1000).output();
    assertThat(highest.output()).isEqualTo("probabilities");
    assertThat(highest.column()).isEqualTo(2);
    ExplainRequest first = new ExplainRequest(Method.SHAPLEY, "logits", "0", null, 0);
    Explanation e = model.explain(new float[] {1}, first, 1000);
    assertThat(e.output()).isEqualTo(new OutputColumn("logits", 0, null, OutputColumn.Scale.LOGIT));
    // Its weight is 1, and half of the background are members.
    assertThat(values(e.attributions())).containsExactly(new double[] {0.5}, within(1e-6));
    ExplainRequest last = new ExplainRequest(Method.SHAPLEY, "logits", "2", null, 0);
    assertThat(values(model.explain(new float[] {1}, last, 1000).attributions()))
        .containsExactly(new double[] {1.5}, within(1e-6));
  }

  @Test
  void whatCannotBeAskedForIsSaid() throws Exception {
    ServedModel model = load(TestModel.release(store, 3), traffic(rows(20, 1)));
    refuses(model, request(Method.LINEAR, null), 1000, "method 'linear'");
    refuses(model, request(Method.LINEAR, "logits"), 1000, "method 'linear'");
    refuses(model, request(Method.SHAPLEY, "logit"), 1000, "output 'logit' is unknown");
    refuses(
        model,
        new ExplainRequest(Method.SHAPLEY, null, "1", null, 0),
        1000,
        "column '1' is unknown, want 0 to 0");
    refuses(
        model,
        request(Method.PERMUTATION, null),
        14,
        "budget 14: method 'permutation' takes at least 15 evaluations for 4 features");
    refuses(model, request(Method.EXACT, null), 15, "at least 16 evaluations");
    refuses(model, request(Method.LIME, null), 9, "at least 10 evaluations");
  }

  private static void refuses(
      ServedModel model, ExplainRequest request, int budget, String message) {
    assertThatThrownBy(() -> model.explain(ROW, request, budget))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(message);
  }

  @Test
  void importanceIsTheMeanSizeOverRowsOfTheTraffic() throws Exception {
    List<float[]> background = rows(8, 7);
    ServedModel model = load(TestModel.release(store, 3), traffic(background));
    Importance importance = model.importance(DEFAULTS, 16_384);
    assertThat(importance.rows()).isEqualTo(8);
    assertThat(importance.method()).isEqualTo(Method.EXACT);
    assertThat(importance.evaluations()).isEqualTo(8 * (15 * 8 + 1));
    Importance sampled = model.importance(request(Method.PERMUTATION, null), 400);
    assertThat(sampled.evaluations()).isBetween(300, 400);
    assertThat(sampled.rows()).isBetween(4, 7);
    double[] sizes = new double[4];
    for (float[] row : background) {
      double[] values = values(model.explain(row, DEFAULTS, 16_384).attributions());
      for (int i = 0; i < 4; i++) {
        sizes[i] += Math.abs(values[i]) / 8;
      }
    }
    for (int i = 0; i < 4; i++) {
      Importance.Feature f = importance.features().get(i);
      assertThat(f.meanAbsoluteValue()).isEqualTo(sizes[i], within(1e-6)).isPositive();
      assertThat(f.standardError()).isBetween(1e-6, sizes[i]);
    }
  }
}
