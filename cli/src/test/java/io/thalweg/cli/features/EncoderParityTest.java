package io.thalweg.cli.features;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.decode.Decoded;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.graph.GraphEngines;
import io.thalweg.model.Head;
import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.ModelSpec.Activation;
import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.artifact.ArtifactWriter;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.Receipt;
import io.thalweg.model.artifact.Release;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ModelConfig;
import io.thalweg.model.feature.DenseEncoder;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.Standardization;
import io.thalweg.model.store.LocalModelStore;
import io.thalweg.model.store.ModelStore;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.infer.InputEncoder;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.predict.onnx.OnnxLoader;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.protocol.json.PredictJsonReader;
import io.thalweg.serving.version.Servable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the learner makes of a record, by the way of decoder, row and batch, and what a server makes
 * of the same values, given as inputs by name or as an event: the same to the bit.
 */
final class EncoderParityTest {
  private static final int EVENTS = 100_000;
  private static final int ROWS = 100;

  private static final String SCHEMA_JSON =
      """
      {"type": "record", "name": "E", "fields": [
        {"name": "id", "type": "long"},
        {"name": "amount", "type": ["null", "double"]},
        {"name": "count", "type": "int"},
        {"name": "ratio", "type": ["null", "float"]},
        {"name": "country", "type": ["null", "string"]},
        {"name": "code", "type": "long"},
        {"name": "member", "type": ["null", "boolean"]},
        {"name": "place", "type": ["null", {"type": "array", "items": "float"}]},
        {"name": "tags", "type": ["null", {"type": "array", "items": "string"}]},
        {"name": "skus", "type": {"type": "array", "items": "long"}},
        {"name": "title", "type": ["null", "string"]},
        {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}]},
        {"name": "photo", "type": ["null", "bytes"]},
        {"name": "label", "type": "int"}]}
      """;
  private static final Schema SCHEMA = new Schema.Parser().parse(SCHEMA_JSON);

  private static final FeatureSpec FEATURES =
      ModelConfig.features(
          ConfigFile.parse(
                  "p.yaml",
                  """
                  features:
                    - {name: amount, type: numeric, transform: log1p, min: -0.5}
                    - {name: clipped, field: amount, type: numeric, clip: [0, 100]}
                    - {name: count, type: numeric, scaling: none}
                    - {name: bucketed, field: ratio, type: numeric, buckets: {quantiles: 4}}
                    - {name: ratio, type: numeric}
                    - {name: country, type: categorical, buckets: 13}
                    - {name: code, type: categorical, buckets: 500, embedding: 4}
                    - {name: word, field: country, type: categorical, vocabulary: {size: 9}, embedding: 4}
                    - {name: known_code, field: code, type: categorical, vocabulary: {size: 5}}
                    - {name: words_cross, type: cross, of: [word, code], buckets: 1000, embedding: 4}
                    - {name: country_code, type: cross, of: [country, code], buckets: 1000, embedding: 4}
                    - {name: hot_cross, type: cross, of: [code, country], buckets: 7}
                    - {name: member, type: flag}
                    - {name: place, type: vector, size: 3}
                    - {name: tags, type: multi-valued, buckets: 12, max: 6}
                    - {name: shares, field: tags, type: multi-valued, buckets: 5, max: 6, combine: mean}
                    - {name: skus, type: multi-valued, buckets: 1000, max: 4, embedding: 4}
                    - {name: words, field: title, type: text, buckets: 400, max: 5, embedding: 4}
                    - {name: pairs, field: title, type: text, n: 2, lower-case: false, buckets: 16}
                    - {name: letters, field: title, type: text, ngrams: characters, n: 2, buckets: 16}
                    - {name: utc, field: at, type: time, cycles: [hour-of-day, day-of-week, day-of-year]}
                    - {name: local, field: at, type: time, zone: America/New_York}
                    - {name: photo, type: image, height: 2, width: 3, channels: 2, scaling: standardize}
                  """)
              .required("features"));

  private static final int WIDTH = FEATURES.width();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SplittableRandom random = new SplittableRandom(20);
  private final RecordProjector projector =
      RecordProjector.bind(
          new SourceSpec("e", "e.avsc", SCHEMA_JSON, "id", null, null),
          new LabelSpec.Inline("label", 2),
          FEATURES);
  private final DenseEncoder dense = new DenseEncoder(FEATURES);
  private final Servable servable = servable();

  @Test
  void theLearnerAndTheServerEncodeAHundredThousandEventsToTheSameBits() throws IOException {
    int missing = 0;
    for (int done = 0; done < EVENTS; done += ROWS) {
      List<GenericRecord> records = new ArrayList<>();
      for (int r = 0; r < ROWS; r++) {
        records.add(record(done + r));
      }
      int[] learner = bits(learner(records));
      String what = "events %d to %d".formatted(done, done + ROWS - 1);
      assertThat(bits(InputEncoder.encode(servable, byName(records)))).as(what).isEqualTo(learner);
      assertThat(bits(InputEncoder.encode(servable, events(records)))).as(what).isEqualTo(learner);
      missing += (int) Arrays.stream(learner).filter(b -> b == 0x7FC00000).count();
    }
    assertThat(missing).isBetween(EVENTS, EVENTS * WIDTH / 2);
  }

  @Test
  void aServedVersionComputesWhatTheLearnerDoes(@TempDir Path directory) throws Exception {
    ModelSpec spec =
        new ModelSpec("m", FEATURES, List.of(new Dense(8, Activation.TANH)), new Head.Binary(), 1);
    Standardization learned = new Standardization(FEATURES);
    for (int round = 0; round < 4; round++) {
      learned.merge(sums(learned), 0);
    }
    assertThat(learned.vocabularyKeys().get("known_code")).doesNotContain(0);
    assertThat(learned.highView()).contains(Float.POSITIVE_INFINITY);
    float[] parameters = Initializer.heNormal(spec);
    try (GradientEngine engine = GraphEngines.open(spec, ROWS, GraphEngines.javaKernel())) {
      engine.load(parameters);
      ModelStore store = new LocalModelStore(directory);
      Receipt receipt = new Receipt(7, null, 0, 4, 0, 0, Map.of(), List.of());
      Release release =
          ArtifactWriter.write(
              store, spec, parameters, learned, parityOf(learned, engine), receipt);
      Servable served =
          new OnnxLoader(store, InstantSource.system())
              .load(new ModelAnnouncement("m", 7, release.manifestSha256(), 0));
      try (Predictor predictor = served.predictor()) {
        for (int batch = 0; batch < 20; batch++) {
          List<GenericRecord> records = list(ROWS, this::record);
          float[] columns = learner(records);
          learned.apply(columns, ROWS);
          float[] logits = new float[ROWS];
          engine.forward(columns, ROWS, logits);
          float[] found =
              predictor.run(InputEncoder.encode(served, events(records)), ROWS).logitsView();
          for (int r = 0; r < ROWS; r++) {
            assertThat(found[r]).as("%s", records.get(r)).isCloseTo(logits[r], within(1e-4f));
          }
        }
      }
    }
  }

  /** What the version's reader compares. */
  private Manifest.Parity parityOf(Standardization learned, GradientEngine engine)
      throws IOException {
    float[] columns = learner(list(ROWS, this::record));
    List<Float> input = list(WIDTH, i -> columns[i]);
    learned.apply(columns, 1);
    float[] logit = new float[1];
    engine.forward(columns, 1, logit);
    float output = (float) (1 / (1 + Math.exp(-logit[0])));
    return new Manifest.Parity(List.of(input), List.of(List.of(output)));
  }

  private float[] sums(Standardization learned) throws IOException {
    double[] sums = new double[learned.sumsLength()];
    for (int i = 0; i < 10; i++) {
      float[] columns = learner(list(ROWS, this::record));
      for (int r = 0; r < ROWS; r++) {
        learned.accumulate(columns, r * WIDTH, sums);
      }
    }
    float[] out = new float[sums.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) sums[i];
    }
    return out;
  }

  private static int[] bits(float[] columns) {
    int[] bits = new int[columns.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(columns[i]);
    }
    return bits;
  }

  private float[] learner(List<GenericRecord> records) throws IOException {
    float[] out = new float[ROWS * WIDTH];
    for (int r = 0; r < ROWS; r++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(SCHEMA).write(records.get(r), encoder);
      Decoded decoded = (Decoded) projector.project(bytes.toByteArray(), 0);
      ByteBuffer row = ByteBuffer.wrap(decoded.row()).order(ByteOrder.LITTLE_ENDIAN);
      dense.expand(row, 0, out, r * WIDTH);
    }
    return out;
  }

  private GenericRecord record(long id) {
    GenericRecord r = new GenericData.Record(SCHEMA);
    r.put("id", id);
    r.put("amount", orNull(Math.expm1(random.nextDouble(-0.5, 12))));
    r.put("count", random.nextInt());
    r.put("ratio", orNull((float) random.nextDouble(-1, 1)));
    r.put("country", orNull(text(1)));
    r.put("code", random.nextInt(3) == 0 ? random.nextLong() : (long) random.nextInt(-5, 5));
    r.put("member", orNull(random.nextBoolean()));
    r.put("place", orNull(list(3, i -> (float) random.nextDouble(-9, 9))));
    r.put("tags", orNull(list(random.nextInt(7), i -> random.nextInt(6) == 0 ? "" : text(1))));
    r.put("skus", list(random.nextInt(5), i -> random.nextLong() >> random.nextInt(64)));
    r.put("title", orNull(text(random.nextInt(12))));
    r.put("at", orNull(random.nextLong(-2_000_000_000_000L, 4_000_000_000_000L)));
    byte[] pixels = new byte[12];
    random.nextBytes(pixels);
    r.put("photo", orNull(ByteBuffer.wrap(pixels)));
    r.put("label", random.nextInt(2));
    return r;
  }

  private Object orNull(Object value) {
    return random.nextInt(8) == 0 ? null : value;
  }

  private <T> List<T> list(int size, IntFunction<T> element) {
    List<T> out = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      out.add(element.apply(i));
    }
    return out;
  }

  /** Words in several scripts, with what stands between words. */
  private String text(int words) {
    String[] letters = {
      "a", "B", "ß", "É", "\u0130", "\u4f60", "\uD83D\uDE00", "7", "-", "'", "\u0301", "\""
    };
    StringBuilder text = new StringBuilder();
    for (int w = 0; w < words; w++) {
      text.append(w > 0 ? random.nextInt(5) == 0 ? ", " : " " : "");
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        text.append(letters[random.nextInt(letters.length)]);
      }
    }
    return text.toString();
  }

  /** As clients send it: an input for each feature that reads a field, lists filled up by null. */
  private static InferRequest byName(List<GenericRecord> records) {
    List<Tensor> inputs = new ArrayList<>();
    for (String name : List.of("amount", "count", "ratio")) {
      inputs.add(numbers(name, name, Datatype.FP64, 1, records));
    }
    inputs.add(numbers("clipped", "amount", Datatype.FP64, 1, records));
    inputs.add(numbers("bucketed", "ratio", Datatype.FP64, 1, records));
    inputs.add(numbers("place", "place", Datatype.FP32, 3, records));
    inputs.add(numbers("utc", "at", Datatype.INT64, 1, records));
    inputs.add(numbers("local", "at", Datatype.INT64, 1, records));
    inputs.add(numbers("member", "member", Datatype.BOOL, 1, records));
    inputs.add(numbers("photo", "photo", Datatype.UINT8, 12, records));
    inputs.add(texts("country", "country", 0, records));
    inputs.add(texts("code", "code", 0, records));
    inputs.add(texts("word", "country", 0, records));
    inputs.add(texts("known_code", "code", 0, records));
    inputs.add(texts("tags", "tags", 6, records));
    inputs.add(texts("shares", "tags", 6, records));
    inputs.add(texts("skus", "skus", 4, records));
    for (String name : List.of("words", "pairs", "letters")) {
      inputs.add(texts(name, "title", 0, records));
    }
    return new InferRequest(null, inputs, List.of(), Map.of());
  }

  private static Tensor numbers(
      String name, String field, Datatype type, int columns, List<GenericRecord> records) {
    double[] out = new double[ROWS * columns];
    Arrays.fill(out, Double.NaN);
    for (int r = 0; r < ROWS; r++) {
      Object value = records.get(r).get(field);
      if (value instanceof ByteBuffer bytes) {
        for (int i = 0; i < columns; i++) {
          out[r * columns + i] = bytes.get(i) & 0xFF;
        }
      } else if (value instanceof List<?> list) {
        for (int i = 0; i < columns; i++) {
          out[r * columns + i] = ((Number) list.get(i)).doubleValue();
        }
      } else if (value instanceof Boolean flag) {
        out[r] = flag ? 1 : 0;
      } else if (value != null) {
        out[r] = ((Number) value).doubleValue();
      }
    }
    return Tensor.ofNumbers(name, type, shape(columns == 1 ? 0 : columns), out);
  }

  private static Tensor texts(String name, String field, int columns, List<GenericRecord> records) {
    int each = Math.max(1, columns);
    byte[][] out = new byte[ROWS * each][];
    for (int r = 0; r < ROWS; r++) {
      Object value = records.get(r).get(field);
      List<?> list = value == null ? List.of() : value instanceof List<?> l ? l : List.of(value);
      for (int i = 0; i < list.size(); i++) {
        out[r * each + i] = list.get(i).toString().getBytes(UTF_8);
      }
    }
    return Tensor.ofTexts(name, shape(columns), out);
  }

  private static List<Integer> shape(int columns) {
    return columns == 0 ? List.of(ROWS) : List.of(ROWS, columns);
  }

  /** A request to {@code :predict}. */
  private static InferRequest events(List<GenericRecord> records) throws IOException {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode instances = body.putArray("instances");
    for (GenericRecord r : records) {
      ObjectNode event = instances.addObject();
      for (Schema.Field f : SCHEMA.getFields()) {
        Object value = r.get(f.name());
        if (value instanceof ByteBuffer bytes) {
          byte[] pixels = new byte[bytes.remaining()];
          bytes.duplicate().get(pixels);
          event.put(f.name(), Base64.getEncoder().encodeToString(pixels));
        } else if (value instanceof List<?> list) {
          ArrayNode array = event.putArray(f.name());
          list.forEach(array::addPOJO);
        } else {
          event.putPOJO(f.name(), value);
        }
      }
    }
    return PredictJsonReader.read(JSON.writeValueAsBytes(body));
  }

  private static Servable servable() {
    ModelSpec spec = new ModelSpec("m", FEATURES, List.of(), new Head.Binary(), 1);
    Manifest manifest =
        new Manifest(
            spec,
            1,
            null,
            0,
            0,
            0,
            0,
            Map.of(),
            Map.of(),
            new Manifest.Parity(List.of(), List.of()),
            List.of());
    return new Servable(
        manifest,
        "sha",
        0,
        new Predictor() {
          @Override
          public Outputs run(float[] columns, int rows) {
            throw new AssertionError();
          }

          @Override
          public void close() {}
        });
  }
}
