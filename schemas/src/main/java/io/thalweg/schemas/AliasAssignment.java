package io.thalweg.schemas;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the compacted topic of aliases: from here on the alias names this version. It
 * contains the version's announcement, so that it can be loaded long after the commit log was read.
 * Immutable.
 *
 * @param alias lower-case letters, digits and hyphens
 * @param target null: the alias names nothing any more
 * @param earlier what the alias named before, the last one first, at most {@link #MOST_EARLIER}
 * @param assignedAtMillis milliseconds since the epoch, the writer's clock
 */
public record AliasAssignment(
    String model,
    String alias,
    @Nullable ModelAnnouncement target,
    List<ModelAnnouncement> earlier,
    long assignedAtMillis) {

  public static final int MOST_EARLIER = 16;

  private static final Schema SCHEMA =
      SchemaBuilder.record("AliasAssignment")
          .namespace("io.thalweg")
          .doc("Which version of a model an alias names from here on.")
          .fields()
          .name("model")
          .doc("Name of the model.")
          .type()
          .stringType()
          .noDefault()
          .name("alias")
          .doc("Lower-case letters, digits and hyphens.")
          .type()
          .stringType()
          .noDefault()
          .name("target")
          .doc("The version; null: the alias names nothing any more.")
          .type()
          .unionOf()
          .nullType()
          .and()
          .type(ModelAnnouncement.SCHEMA)
          .endUnion()
          .nullDefault()
          .name("earlier")
          .doc("What the alias named before, the last one first.")
          .type()
          .array()
          .items(ModelAnnouncement.SCHEMA)
          .noDefault()
          .name("assignedAtMillis")
          .doc("When it was assigned, milliseconds since the epoch.")
          .type()
          .longType()
          .noDefault()
          .endRecord();

  private static final AvroMessages MESSAGES = new AvroMessages(SCHEMA);

  public AliasAssignment {
    earlier = List.copyOf(earlier.subList(0, Math.min(earlier.size(), MOST_EARLIER)));
  }

  /** The record's key: a later entry with the same one takes this one's place. */
  public String key() {
    return model + "/" + alias;
  }

  public byte[] toBytes() {
    GenericRecord r = MESSAGES.newRecord();
    r.put("model", model);
    r.put("alias", alias);
    r.put("target", target == null ? null : target.toRecord());
    r.put("earlier", earlier.stream().map(ModelAnnouncement::toRecord).toList());
    r.put("assignedAtMillis", assignedAtMillis);
    return MESSAGES.encode(r);
  }

  public static AliasAssignment fromBytes(byte[] bytes) throws ContractException {
    GenericRecord r = MESSAGES.decode(bytes);
    List<ModelAnnouncement> earlier = new ArrayList<>();
    for (Object each : (List<?>) r.get("earlier")) {
      earlier.add(ModelAnnouncement.fromRecord((GenericRecord) each));
    }
    GenericRecord target = (GenericRecord) r.get("target");
    return new AliasAssignment(
        r.get("model").toString(),
        r.get("alias").toString(),
        target == null ? null : ModelAnnouncement.fromRecord(target),
        earlier,
        (Long) r.get("assignedAtMillis"));
  }
}
