package io.thalweg.cli.features;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.decode.Decoded;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ModelConfig;
import io.thalweg.model.feature.DenseEncoder;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.HistoryPlan;
import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.KeyHistory;
import io.thalweg.model.feature.PastKey;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.model.feature.RowTail;
import io.thalweg.serving.history.HistoriesConfig;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import io.thalweg.serving.history.HistoriesConfig.TimeUnit;
import io.thalweg.serving.history.KeyedPasts;
import io.thalweg.serving.history.PastLookup;
import io.thalweg.serving.history.PastStore;
import io.thalweg.serving.infer.InputEncoder;
import io.thalweg.serving.predict.Outputs;
import io.thalweg.serving.predict.Predictor;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.protocol.json.PredictJsonReader;
import io.thalweg.serving.version.Servable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/**
 * The histories that the learner fills in for an event, and those that a server looks up for it
 * when it has the pasts that the learner has published up to then: the same to the bit.
 */
final class HistoryParityTest {
  private static final int EVENTS = 100_000;
  private static final int LATE_EVENTS = 30_000;
  private static final int KEYS = 50;
  private static final int PARTITIONS = 3;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(77));

  private static final String SCHEMA_JSON =
      """
      {"type": "record", "name": "E", "fields": [
        {"name": "id", "type": "long"},
        {"name": "user", "type": {"type": "record", "name": "U", "fields": [
          {"name": "account", "type": %s}]}},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "amount", "type": ["null", "double"]},
        {"name": "ratio", "type": "float"},
        {"name": "member", "type": ["null", "boolean"]},
        {"name": "label", "type": "int"}]}
      """;

  private static final FeatureSpec FEATURES =
      ModelConfig.features(
          ConfigFile.parse(
                  "p.yaml",
                  """
                  features:
                    - {name: amount, type: numeric}
                    - {name: amount_mean, type: history, field: amount, aggregate: mean, over: 7}
                    - {name: amount_std, type: history, field: amount, aggregate: std, over: 5, lag: 0}
                    - {name: amounts, type: history, field: amount, aggregate: sequence, over: 4, lag: 0}
                    - {name: seen, type: history, field: amount, aggregate: count, over: 20}
                    - {name: ratio_min, type: history, field: ratio, aggregate: min, over: 3, lag: 2}
                    - {name: ratio_max, type: history, field: ratio, aggregate: max, over: 3, lag: 0}
                    - {name: was_member, type: history, field: member, over: 1}
                    - {name: member, type: flag}
                    - {name: lately, type: history, field: amount, aggregate: count, within: 1300ms}
                    - {name: lately_too, type: history, field: amount, aggregate: std, within: 3s, lag: 0}
                    - {name: rate, type: history, field: ratio, aggregate: rate, over: 5, within: 2s}
                    - {name: age, type: history, field: amount, aggregate: since-last, transform: log1p}
                    - {name: labels_lately, type: history, of: label, aggregate: mean, within: 2s}
                    - {name: label_before, type: history, of: label}
                    - {name: labels, type: history, of: label, aggregate: sequence, over: 3}
                    - {name: label_count, type: history, of: label, aggregate: count, over: 9}
                  """)
              .required("features"));

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Schema> schemas = new HashMap<>();
  private final SplittableRandom random = new SplittableRandom(31);
  private final DenseEncoder dense = new DenseEncoder(FEATURES);
  private final RowTail tail = RowTail.of(RowLayout.of(FEATURES));
  private final Servable servable = servable();
  private final KeyedPasts pasts =
      new KeyedPasts(
          new HistoriesConfig(
              Map.of("m", new Followed("h", "user.account", "at", TimeUnit.MICROS, 1L << 30))),
          CLOCK);
  private final PastStore store = pasts.models().get("m").store();

  /** Operators' states, as they keep them. */
  private final Map<PastKey, byte[]> states = new HashMap<>();

  private final Map<PastKey, TreeMap<Integer, Long>> reached = new HashMap<>();

  /** An event on its way. */
  private record Event(GenericRecord record, String key, int partition, long offset, long known) {}

  @Test
  void whatAServerLooksUpIsWhatTheLearnerFillsInWhereLabelsComeWithTheirEvents()
      throws IOException {
    RecordProjector projector = projector("\"string\"", new LabelSpec.Inline("label", 2));
    for (int i = 0; i < EVENTS; i++) {
      Event event = event("\"string\"", i);
      Asked byEvent = ask(event(event));
      Asked byName = ask(byName(event));
      ByteBuffer row = passed(Part.ALL, event, row(projector, event), 0);
      assertThat(byEvent.columns).as("%s", event).isEqualTo(columns(row));
      assertThat(byName.columns).as("%s", event).isEqualTo(columns(row));
      assertThat(byName.offsets).isEqualTo(byEvent.offsets).isEqualTo(offsets(Part.ALL, event));
      publish(Part.ALL, event);
    }
  }

  /** Labels come later, in the order in which they are known. */
  @Test
  void whatAServerLooksUpIsWhatTheLearnerFillsInWhereLabelsHaveATopicOfTheirOwn()
      throws IOException {
    RecordProjector projector = projector("\"long\"", lateLabels());
    record Waiting(Event event, ByteBuffer row, IntBuffer asked) {}
    PriorityQueue<Waiting> waiting =
        new PriorityQueue<>(Comparator.comparingLong(w -> w.event.known));
    for (int i = 0; i < LATE_EVENTS; i++) {
      Event event = event("\"long\"", i);
      while (!waiting.isEmpty() && waiting.peek().event.known <= millis(event)) {
        Waiting w = waiting.remove();
        w.row.putFloat(RowLayout.LABEL, (int) w.event.record.get("label"));
        assertThat(w.asked)
            .as("%s", w.event)
            .isEqualTo(columns(passed(Part.LABELS, w.event, w.row, w.event.known)));
        publish(Part.LABELS, w.event);
      }
      Asked byEvent = ask(event(event));
      assertThat(ask(byName(event)).columns).as("%s", event).isEqualTo(byEvent.columns);
      String fields = offsets(Part.FIELDS, event);
      String labels = offsets(Part.LABELS, event);
      assertThat(byEvent.offsets)
          .isEqualTo(labels.equals("unknown") ? fields : fields + "," + labels);
      ByteBuffer row = passed(Part.FIELDS, event, row(projector, event), 0);
      publish(Part.FIELDS, event);
      waiting.add(new Waiting(event, row, byEvent.columns));
    }
    assertThat(waiting).hasSizeBetween(10, 1_000);
  }

  @Test
  void whatTheRequestGivesCountsAndWithoutAKeyNothingIsLookedUp() throws IOException {
    RecordProjector projector = projector("\"string\"", new LabelSpec.Inline("label", 2));
    Event event = event("\"string\"", 1);
    passed(Part.ALL, event, row(projector, event), 0);
    publish(Part.ALL, event);
    ObjectNode json = json(event);
    json.put("amount_mean", 4.5);
    Asked given = ask(predict(json));
    assertThat(Float.intBitsToFloat(given.columns.get(1))).isEqualTo(4.5f);
    assertThat(Float.intBitsToFloat(last(given))).isEqualTo(1);
    json.remove("user");
    Asked none = ask(predict(json));
    assertThat(none.offsets).isNull();
    assertThat(last(none)).isEqualTo(0x7FC00000);
    json.putObject("user").put("account", true);
    assertThatThrownBy(() -> ask(predict(json)))
        .isInstanceOf(RequestException.class)
        .hasMessage(
            "input 'event', row 0: user.account: want the key as a string or a whole number, found"
                + " true");
    json.putObject("user").put("account", "somebody else");
    Asked unknown = ask(predict(json));
    assertThat(unknown.offsets).isEqualTo("unknown");
    assertThat(Float.intBitsToFloat(last(unknown))).isZero();
  }

  private static int last(Asked asked) {
    return asked.columns.get(asked.columns.capacity() - 1);
  }

  private static LabelSpec lateLabels() {
    return new LabelSpec.FromTopic(
        "l", "e.avsc", SCHEMA_JSON, "id", "label", null, Duration.ofHours(1), 2);
  }

  private static RecordProjector projector(String keyType, LabelSpec labels) {
    return RecordProjector.bind(
        new SourceSpec("e", "e.avsc", SCHEMA_JSON.formatted(keyType), "id", "user.account", "at"),
        labels,
        FEATURES);
  }

  private Event event(String keyType, int i) {
    Schema schema =
        schemas.computeIfAbsent(
            keyType, type -> new Schema.Parser().parse(SCHEMA_JSON.formatted(type)));
    long key = random.nextInt(KEYS) - 5L;
    GenericRecord user = new GenericData.Record(schema.getField("user").schema());
    user.put("account", keyType.contains("long") ? (Object) key : "é" + key);
    GenericRecord r = new GenericData.Record(schema);
    r.put("id", (long) i);
    r.put("user", user);
    long micros = 10_000_000_000L + i * 10_000L + random.nextInt(500);
    r.put("at", micros);
    r.put("amount", random.nextInt(8) == 0 ? null : random.nextGaussian() * 1e3);
    r.put("ratio", (float) random.nextDouble(-1, 1));
    r.put("member", random.nextInt(4) == 0 ? null : random.nextBoolean());
    r.put("label", random.nextInt(2));
    long known = Math.floorDiv(micros, 1_000L) + random.nextInt(3_000);
    return new Event(r, user.get("account").toString(), random.nextInt(PARTITIONS), i, known);
  }

  private static long millis(Event event) {
    return Math.floorDiv((long) event.record.get("at"), 1_000L);
  }

  private ByteBuffer row(RecordProjector projector, Event event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(event.record.getSchema()).write(event.record, encoder);
    Decoded decoded = (Decoded) projector.project(bytes.toByteArray(), millis(event));
    assertThat(tail.key(decoded.row())).isEqualTo(event.key);
    return ByteBuffer.wrap(tail.trim(decoded.row())).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** As the operators do it, from bytes to bytes. */
  private ByteBuffer passed(Part part, Event event, ByteBuffer row, long known) throws IOException {
    PastKey key = new PastKey(part, event.key);
    HistoryPlan plan = HistoryPlan.of(FEATURES, part, PastKey.timing(part));
    byte[] state = states.get(key);
    KeyHistory history = state == null ? new KeyHistory(plan) : KeyHistory.read(plan, state);
    history.pass(row, known);
    history.reach(event.partition, event.offset);
    states.put(key, history.toBytes());
    return row;
  }

  private void publish(Part part, Event event) {
    PastKey key = new PastKey(part, event.key);
    store.put(PastKey.read(key.toBytes()).orElseThrow(), states.get(key).clone());
    reached
        .computeIfAbsent(key, k -> new TreeMap<>())
        .merge(event.partition, event.offset, Math::max);
  }

  /** What was published of the event's key up to now. */
  private String offsets(Part part, Event event) {
    List<String> out = new ArrayList<>();
    reached
        .getOrDefault(new PastKey(part, event.key), new TreeMap<>())
        .forEach((p, o) -> out.add((part == Part.LABELS ? "labels/" : "") + p + ":" + o));
    return out.isEmpty() ? "unknown" : String.join(",", out);
  }

  private record Asked(IntBuffer columns, String offsets) {}

  private Asked ask(InferRequest request) {
    PastLookup lookup = pasts.lookup(servable.spec());
    float[] columns = InputEncoder.encode(servable, request, lookup);
    return new Asked(bits(columns), lookup.offsets());
  }

  private static IntBuffer bits(float[] columns) {
    int[] bits = new int[columns.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(columns[i]);
    }
    return IntBuffer.wrap(bits);
  }

  private IntBuffer columns(ByteBuffer row) {
    float[] out = new float[dense.width()];
    dense.expand(row, 0, out, 0);
    return bits(out);
  }

  private static InferRequest byName(Event event) {
    GenericRecord r = event.record;
    List<Integer> one = List.of(1);
    Object account = ((GenericRecord) r.get("user")).get("account");
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(numbers("amount", Datatype.FP64, r.get("amount")));
    inputs.add(numbers("ratio", Datatype.FP32, r.get("ratio")));
    inputs.add(numbers("member", Datatype.BOOL, r.get("member")));
    inputs.add(numbers("at", Datatype.INT64, r.get("at")));
    inputs.add(
        account instanceof Long
            ? numbers("user.account", Datatype.INT64, account)
            : Tensor.ofTexts(
                "user.account", one, new byte[][] {account.toString().getBytes(UTF_8)}));
    return new InferRequest(null, inputs, List.of(), Map.of());
  }

  private static Tensor numbers(String name, Datatype type, Object value) {
    double number =
        value == null
            ? Double.NaN
            : value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).doubleValue();
    return Tensor.ofNumbers(name, type, List.of(1), new double[] {number});
  }

  private static InferRequest event(Event event) {
    return predict(json(event));
  }

  private static ObjectNode json(Event event) {
    GenericRecord r = event.record;
    ObjectNode json = JSON.createObjectNode();
    json.putObject("user").putPOJO("account", ((GenericRecord) r.get("user")).get("account"));
    for (String field : List.of("at", "amount", "ratio", "member", "label")) {
      json.putPOJO(field, r.get(field));
    }
    return json;
  }

  private static InferRequest predict(ObjectNode event) {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("instances").add(event);
    try {
      return PredictJsonReader.read(JSON.writeValueAsBytes(body));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
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
