package io.thalweg.schemas;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * One row that a server has answered, as it stands on the topic of predictions. Sent at most once.
 * Immutable.
 *
 * @param id the request's; the event's, if the client gives that
 * @param row within the request, from 0
 * @param model name of the model
 * @param version which one answered
 * @param servedAtMillis milliseconds since the epoch, the server's clock
 * @param logits the head's outputs before its link function, float32, (head outputs)
 * @param features the dense row that was computed on, float32, (width), not standardized, NaN where
 *     a value was missing; null where it wasn't sampled
 * @param latencyMicros from the request's arrival to its outputs
 */
public record ServedPrediction(
    String id,
    int row,
    String model,
    long version,
    long servedAtMillis,
    List<Float> logits,
    @Nullable List<Float> features,
    long latencyMicros) {

  private static final Schema SCHEMA =
      SchemaBuilder.record("ServedPrediction")
          .namespace("io.thalweg")
          .doc("A row that a server has answered.")
          .fields()
          .name("id")
          .doc("The request's id; the event's, if the client gives that.")
          .type()
          .stringType()
          .noDefault()
          .name("row")
          .doc("Within the request, from 0. Row 0 belongs to the event ID, row N to ID/N.")
          .type()
          .intType()
          .noDefault()
          .name("model")
          .doc("Name of the model.")
          .type()
          .stringType()
          .noDefault()
          .name("version")
          .doc("The version that answered.")
          .type()
          .longType()
          .noDefault()
          .name("servedAtMillis")
          .doc("When it was answered, milliseconds since the epoch, the server's clock.")
          .type()
          .longType()
          .noDefault()
          .name("logits")
          .doc("The head's outputs before its link function.")
          .type()
          .array()
          .items()
          .floatType()
          .noDefault()
          .name("features")
          .doc(
              "The dense row, not standardized, NaN where a value was missing; null if not sampled.")
          .type()
          .unionOf()
          .nullType()
          .and()
          .array()
          .items()
          .floatType()
          .endUnion()
          .nullDefault()
          .name("latencyMicros")
          .doc("From the request's arrival to its outputs, microseconds.")
          .type()
          .longType()
          .noDefault()
          .endRecord();

  private static final AvroMessages MESSAGES = new AvroMessages(SCHEMA);

  public ServedPrediction {
    logits = List.copyOf(logits);
    features = features == null ? null : List.copyOf(features);
  }

  /** The id of the event that was answered: the request's in row 0, {@code ID/ROW} in others. */
  public String eventId() {
    return eventId(id, row);
  }

  /** The id of the event in a row of a request. */
  public static String eventId(String requestId, int row) {
    return row == 0 ? requestId : requestId + "/" + row;
  }

  public byte[] toBytes() {
    GenericRecord r = MESSAGES.newRecord();
    r.put("id", id);
    r.put("row", row);
    r.put("model", model);
    r.put("version", version);
    r.put("servedAtMillis", servedAtMillis);
    r.put("logits", logits);
    r.put("features", features);
    r.put("latencyMicros", latencyMicros);
    return MESSAGES.encode(r);
  }

  public static ServedPrediction fromBytes(byte[] bytes) throws ContractException {
    GenericRecord r = MESSAGES.decode(bytes);
    Object features = r.get("features");
    return new ServedPrediction(
        r.get("id").toString(),
        (Integer) r.get("row"),
        r.get("model").toString(),
        (Long) r.get("version"),
        (Long) r.get("servedAtMillis"),
        floats(r.get("logits")),
        features == null ? null : floats(features),
        (Long) r.get("latencyMicros"));
  }

  private static List<Float> floats(Object array) {
    List<Float> out = new ArrayList<>();
    for (Object value : (List<?>) array) {
      out.add((Float) value);
    }
    return out;
  }
}
