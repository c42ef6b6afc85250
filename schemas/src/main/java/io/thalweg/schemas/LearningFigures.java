package io.thalweg.schemas;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * What the metrics of one process of a pipeline said at a moment, each of them, about once a
 * second: what consoles show of learning. Written without a transaction; a lost one costs a point
 * of a curve. Immutable.
 *
 * @param model of the pipeline; also the record's key
 * @param process whose metrics these are, the same for as long as it lives
 * @param atMillis milliseconds since the epoch, the process's clock
 * @param figures by name and owner
 * @param texts metrics that are no numbers, by name
 */
public record LearningFigures(
    String model, String process, long atMillis, List<Figure> figures, Map<String, String> texts) {

  /**
   * One metric's number.
   *
   * @param name as Flink knows it
   * @param owner operator and subtask, the same for each attempt of a subtask; empty for those of a
   *     whole job
   */
  public record Figure(String name, String owner, double value) {}

  private static final Schema FIGURE =
      SchemaBuilder.record("Figure")
          .namespace("io.thalweg")
          .doc("One metric's number.")
          .fields()
          .name("name")
          .doc("As Flink knows it.")
          .type()
          .stringType()
          .noDefault()
          .name("owner")
          .doc("Operator and subtask, or empty.")
          .type()
          .stringType()
          .noDefault()
          .name("value")
          .doc("At that moment.")
          .type()
          .doubleType()
          .noDefault()
          .endRecord();

  private static final AvroMessages MESSAGES =
      new AvroMessages(
          SchemaBuilder.record("LearningFigures")
              .namespace("io.thalweg")
              .doc("What the metrics of one process of a pipeline said at a moment.")
              .fields()
              .name("model")
              .doc("Of the pipeline.")
              .type()
              .stringType()
              .noDefault()
              .name("process")
              .doc("Whose metrics these are.")
              .type()
              .stringType()
              .noDefault()
              .name("atMillis")
              .doc("Milliseconds since the epoch.")
              .type()
              .longType()
              .noDefault()
              .name("figures")
              .doc("By name and owner.")
              .type()
              .array()
              .items(FIGURE)
              .noDefault()
              .name("texts")
              .doc("Metrics that are no numbers, by name.")
              .type()
              .map()
              .values()
              .stringType()
              .noDefault()
              .endRecord());

  public LearningFigures {
    figures = List.copyOf(figures);
    texts = Map.copyOf(texts);
  }

  public byte[] toBytes() {
    GenericRecord r = MESSAGES.newRecord();
    r.put("model", model);
    r.put("process", process);
    r.put("atMillis", atMillis);
    r.put("figures", figures.stream().map(LearningFigures::record).toList());
    r.put("texts", texts);
    return MESSAGES.encode(r);
  }

  public static LearningFigures fromBytes(byte[] bytes) throws ContractException {
    GenericRecord r = MESSAGES.decode(bytes);
    Map<String, String> texts = new HashMap<>();
    ((Map<?, ?>) r.get("texts")).forEach((name, t) -> texts.put(name.toString(), t.toString()));
    return new LearningFigures(
        r.get("model").toString(),
        r.get("process").toString(),
        (Long) r.get("atMillis"),
        ((List<?>) r.get("figures"))
            .stream().map(GenericRecord.class::cast).map(LearningFigures::figure).toList(),
        texts);
  }

  private static GenericRecord record(Figure figure) {
    GenericRecord r = new GenericData.Record(FIGURE);
    r.put("name", figure.name());
    r.put("owner", figure.owner());
    r.put("value", figure.value());
    return r;
  }

  private static Figure figure(GenericRecord r) {
    return new Figure(r.get("name").toString(), r.get("owner").toString(), (Double) r.get("value"));
  }
}
