package io.thalweg.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.ArtifactWriter;
import io.thalweg.model.artifact.Manifest.Parity;
import io.thalweg.model.artifact.Receipt;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import io.thalweg.serving.TestModel;
import io.thalweg.serving.http.OipClient.Answer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A released version with an embedding and a history, under each head, over real HTTP: beside its
 * logits worked out here in float64.
 */
@Timeout(60)
final class HeadsTest {
  private static final int BUCKETS = 4;
  private static final int VECTOR = 2;
  private static final int UNITS = 3;
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Categorical("country", "country", BUCKETS, VECTOR),
              new History(
                  "before", History.Of.LABEL, "", History.Aggregate.LAST, 1, 1, Scaling.NONE)));

  @TempDir private Path directory;

  static List<Head> heads() {
    return List.of(
        new Head.Binary(),
        new Head.Multiclass(3),
        new Head.Regression(),
        new Head.Huber(0.5),
        new Head.Quantile(List.of(0.1, 0.5, 0.9)));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void answersWithTheVectorOfTheCategoryAndTheHistoryThatTheClientGives(Head head)
      throws Exception {
    ModelSpec spec =
        new ModelSpec(
            TestModel.NAME,
            FEATURES,
            List.of(new ModelSpec.Dense(UNITS, ModelSpec.Activation.TANH)),
            head,
            1);
    float[] parameters = parameters(spec);
    try (RunningServer server = new RunningServer(directory)) {
      var release =
          ArtifactWriter.write(
              server.store,
              spec,
              parameters,
              new Standardization(FEATURES),
              parity(spec, parameters),
              new Receipt(1, null, 0, 1, 0, 0, Map.of(), List.of(1_000L)));
      server.serve(TestModel.announcement(1, release.manifestSha256()));

      String names = server.client.get("/v2/models/clicks").json().path("outputs").toString();
      assertThat(names).contains(head.outputName(), "[-1,%d]".formatted(head.outputs()));
      Set<Integer> seen = new HashSet<>();
      for (int i = 0; i < 40; i++) {
        double before = i / 10.0 - 2;
        JsonNode logits = logits(server.client, "'c%d'".formatted(i), String.valueOf(before));
        seen.add(category(spec, parameters, before, logits));
      }
      assertThat(seen).as("every category has a vector").containsExactlyInAnyOrder(1, 2, 3, 4);
      JsonNode missing = logits(server.client, "null", "null");
      assertLogits(missing, expected(spec, parameters, 0, 0));
    }
  }

  /** Answers are as the head says, and its own outputs as their logits do. */
  private static JsonNode logits(OipClient client, String country, String before) throws Exception {
    Answer answer =
        client.post(
            "/v2/models/clicks/infer",
            """
            {'inputs': [{'name': 'country', 'datatype': 'BYTES', 'shape': [1], 'data': [%s]},
              {'name': 'before', 'datatype': 'FP64', 'shape': [1], 'data': [%s]}]}\
            """
                .formatted(country, before)
                .replace('\'', '"'));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode outputs = answer.json().path("outputs");
    JsonNode logits = outputs.path(1).path("data");
    double[] values =
        IntStream.range(0, logits.size()).mapToDouble(i -> logits.get(i).doubleValue()).toArray();
    assertLogits(
        outputs.path(0).path("data"), served(outputs.path(0).path("name").textValue(), values));
    return logits;
  }

  private static double[] served(String name, double[] logits) {
    return switch (name) {
      case "probability" -> new double[] {1 / (1 + Math.exp(-logits[0]))};
      case "probabilities" -> {
        double sum = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i])).sum();
        yield IntStream.range(0, logits.length)
            .mapToDouble(i -> Math.exp(logits[i]) / sum)
            .toArray();
      }
      default -> logits;
    };
  }

  /** The one whose vector gives these logits: which bucket a text falls into is the encoder's. */
  private static int category(ModelSpec spec, float[] parameters, double before, JsonNode logits) {
    List<Integer> fitting = new ArrayList<>();
    for (int id = 0; id <= BUCKETS; id++) {
      double[] expected = expected(spec, parameters, id, before);
      boolean fits = true;
      for (int i = 0; i < expected.length; i++) {
        fits &= Math.abs(logits.get(i).doubleValue() - expected[i]) < 1e-5;
      }
      if (fits) {
        fitting.add(id);
      }
    }
    assertThat(fitting).as(logits.toString()).hasSize(1);
    return fitting.get(0);
  }

  private static void assertLogits(JsonNode found, double[] expected) {
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found.get(i).doubleValue()).isCloseTo(expected[i], within(1e-5));
    }
  }

  private static float[] parameters(ModelSpec spec) {
    Random random = new Random(5);
    float[] out = new float[spec.parameterLayout().length()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  private static Parity parity(ModelSpec spec, float[] parameters) {
    List<List<Float>> inputs = new ArrayList<>();
    List<List<Float>> outputs = new ArrayList<>();
    for (int id = 0; id <= BUCKETS; id++) {
      double[] logits = expected(spec, parameters, id, 0.25 * id);
      inputs.add(List.of((float) id, 0.25f * id));
      List<Float> row = new ArrayList<>();
      for (double value : served(spec.head().outputName(), logits)) {
        row.add((float) value);
      }
      outputs.add(row);
    }
    return new Parity(inputs, outputs);
  }

  /** The category's vector and the history, a layer of tanh, the head's affine one. */
  private static double[] expected(ModelSpec spec, float[] p, int id, double before) {
    int table = at(spec, "embeddings.country.table");
    double[] x = {p[table + VECTOR * id], p[table + VECTOR * id + 1], before};
    double[] hidden = affine(spec, p, "layers.0", x, UNITS);
    for (int j = 0; j < UNITS; j++) {
      hidden[j] = Math.tanh(hidden[j]);
    }
    return affine(spec, p, "layers.1", hidden, spec.head().outputs());
  }

  private static double[] affine(ModelSpec spec, float[] p, String name, double[] x, int units) {
    int weight = at(spec, name + ".weight");
    int bias = at(spec, name + ".bias");
    double[] y = new double[units];
    for (int j = 0; j < units; j++) {
      y[j] = p[bias + j];
      for (int i = 0; i < x.length; i++) {
        y[j] += x[i] * p[weight + i * units + j];
      }
    }
    return y;
  }

  private static int at(ModelSpec spec, String name) {
    return spec.parameterLayout().tensors().stream()
        .filter(t -> t.name().equals(name))
        .mapToInt(Tensor::offset)
        .findFirst()
        .orElseThrow();
  }
}
