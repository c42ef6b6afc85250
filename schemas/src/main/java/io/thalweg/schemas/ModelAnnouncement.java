package io.thalweg.schemas;

import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaBuilder.FieldAssembler;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the commit log of releases: version {@code version} of {@code model} is released, or
 * may be looked at before it is. The topic has one partition and one transactional writer per
 * model, and is read committed, so the order of announcements is the order of versions. Immutable.
 *
 * @param model name of the model; also the record's key
 * @param version rises strictly within a model
 * @param manifestSha256 lower-case hex; the manifest's address in the model store
 * @param announcedAtMillis milliseconds since the epoch, the releaser's clock
 * @param preview whether what the version has learned may yet be undone: it is served only by those
 *     who ask for previews, until any version comes behind it
 * @param signature of the releaser over the manifest's SHA-256 (its 32 bytes), Ed25519, in base64;
 *     null: not signed
 */
public record ModelAnnouncement(
    String model,
    long version,
    String manifestSha256,
    long announcedAtMillis,
    boolean preview,
    @Nullable String signature) {

  static final Schema SCHEMA =
      sinceVersion2()
          .name("signature")
          .doc("Ed25519 over the manifest's SHA-256, base64; null: not signed.")
          .type()
          .unionOf()
          .nullType()
          .and()
          .stringType()
          .endUnion()
          .nullDefault()
          .endRecord();

  private static final AvroMessages MESSAGES =
      new AvroMessages(SCHEMA, sinceVersion1().endRecord(), sinceVersion2().endRecord());

  private static FieldAssembler<Schema> sinceVersion2() {
    return sinceVersion1()
        .name("preview")
        .doc("Whether what the version has learned may yet be undone.")
        .type()
        .booleanType()
        .booleanDefault(false);
  }

  private static FieldAssembler<Schema> sinceVersion1() {
    return SchemaBuilder.record("ModelAnnouncement")
        .namespace("io.thalweg")
        .doc("A released version of a model.")
        .fields()
        .name("model")
        .doc("Name of the model.")
        .type()
        .stringType()
        .noDefault()
        .name("version")
        .doc("Rises strictly within a model.")
        .type()
        .longType()
        .noDefault()
        .name("manifestSha256")
        .doc("Address of the manifest in the model store, lower-case hex.")
        .type()
        .stringType()
        .noDefault()
        .name("announcedAtMillis")
        .doc("When the version was announced, milliseconds since the epoch.")
        .type()
        .longType()
        .noDefault();
  }

  /** A release. */
  public ModelAnnouncement(
      String model, long version, String manifestSha256, long announcedAtMillis) {
    this(model, version, manifestSha256, announcedAtMillis, false);
  }

  /** Not signed. */
  public ModelAnnouncement(
      String model, long version, String manifestSha256, long announcedAtMillis, boolean preview) {
    this(model, version, manifestSha256, announcedAtMillis, preview, null);
  }

  public byte[] toBytes() {
    return MESSAGES.encode(toRecord());
  }

  GenericRecord toRecord() {
    GenericRecord r = MESSAGES.newRecord();
    r.put("model", model);
    r.put("version", version);
    r.put("manifestSha256", manifestSha256);
    r.put("announcedAtMillis", announcedAtMillis);
    r.put("preview", preview);
    r.put("signature", signature);
    return r;
  }

  public static ModelAnnouncement fromBytes(byte[] bytes) throws ContractException {
    return fromRecord(MESSAGES.decode(bytes));
  }

  static ModelAnnouncement fromRecord(GenericRecord r) {
    Object signature = r.get("signature");
    return new ModelAnnouncement(
        r.get("model").toString(),
        (Long) r.get("version"),
        r.get("manifestSha256").toString(),
        (Long) r.get("announcedAtMillis"),
        (Boolean) r.get("preview"),
        signature == null ? null : signature.toString());
  }
}
