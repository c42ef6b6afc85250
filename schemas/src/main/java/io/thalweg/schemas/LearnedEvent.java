package io.thalweg.schemas;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaBuilder.FieldAssembler;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the optional {@code learned} topic: an event was used as a fresh example in a
 * training step. The topic is written in the checkpoint's transaction; a read-committed reader
 * finds every learned event exactly once. So it does a negative that was left out of training,
 * which says how the event ended all the same. Immutable.
 *
 * @param id the event's id
 * @param label what it was learned with; of a set of labels how many were in it
 * @param score the model's output for it before it was learned (prequential): the probability of
 *     class 1, the predicted class, how many labels were predicted, or the predicted value; NaN if
 *     it was left out
 * @param step the learner's step, counted from the first start; 0 if it was left out
 * @param rank the learner
 * @param labels of a set of labels those that were in it, by their indexes; null of anything else,
 *     and where the writer was older
 */
public record LearnedEvent(
    String id, float label, float score, long step, int rank, @Nullable List<Integer> labels) {

  private static final Schema SCHEMA =
      sinceVersion1()
          .name("labels")
          .doc("Of a set of labels those that were in it, by their indexes.")
          .type()
          .unionOf()
          .nullType()
          .and()
          .array()
          .items()
          .intType()
          .endUnion()
          .nullDefault()
          .endRecord();

  private static final AvroMessages MESSAGES =
      new AvroMessages(SCHEMA, sinceVersion1().endRecord());

  private static FieldAssembler<Schema> sinceVersion1() {
    return SchemaBuilder.record("LearnedEvent")
        .namespace("io.thalweg")
        .doc("An event that was used as a fresh example in a training step.")
        .fields()
        .name("id")
        .doc("The event's id.")
        .type()
        .stringType()
        .noDefault()
        .name("label")
        .doc("What it was learned with.")
        .type()
        .floatType()
        .noDefault()
        .name("score")
        .doc("The model's output for it before it was learned.")
        .type()
        .floatType()
        .noDefault()
        .name("step")
        .doc("The learner's step.")
        .type()
        .longType()
        .noDefault()
        .name("rank")
        .doc("The learner.")
        .type()
        .intType()
        .noDefault();
  }

  public LearnedEvent {
    labels = labels == null ? null : List.copyOf(labels);
  }

  /** What isn't a set of labels. */
  public LearnedEvent(String id, float label, float score, long step, int rank) {
    this(id, label, score, step, rank, null);
  }

  public byte[] toBytes() {
    GenericRecord r = MESSAGES.newRecord();
    r.put("id", id);
    r.put("label", label);
    r.put("score", score);
    r.put("step", step);
    r.put("rank", rank);
    r.put("labels", labels);
    return MESSAGES.encode(r);
  }

  public static LearnedEvent fromBytes(byte[] bytes) throws ContractException {
    GenericRecord r = MESSAGES.decode(bytes);
    return new LearnedEvent(
        r.get("id").toString(),
        (Float) r.get("label"),
        (Float) r.get("score"),
        (Long) r.get("step"),
        (Integer) r.get("rank"),
        indexes(r.get("labels")));
  }

  private static @Nullable List<Integer> indexes(@Nullable Object array) {
    return array == null ? null : ((List<?>) array).stream().map(Integer.class::cast).toList();
  }
}
