package io.thalweg.ingestion.registry;

import io.thalweg.ingestion.registry.RegisteredSchema.Reference;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Confluent's REST interface, of which Apicurio (below {@code /apis/ccompat/v7}), Karapace and
 * Redpanda have their own: {@code GET /schemas/ids/{id}}, {@code GET /schemas/guids/{guid}}, {@code
 * GET /subjects/{subject}/versions/{version}}, {@code POST /subjects/{subject}}, {@code POST
 * /subjects/{subject}/versions}, {@code GET /schemas/types}. Thread-safe.
 */
final class ConfluentRegistry implements SchemaRegistry, Subjects {
  private static final String TYPES = "/schemas/types";
  private static final int MAX_REFERENCES = 64;

  private final Asking asking;

  ConfluentRegistry(Asking asking) {
    this.asking = asking;
  }

  @Override
  public Schema find(SchemaId id) throws UnknownSchemaException {
    String path =
        switch (id.kind()) {
              case ID -> "/schemas/ids/";
              case GUID -> "/schemas/guids/";
              case CONTENT, GLOBAL -> throw new IllegalStateException("not Confluent's: " + id);
            }
            + id.text();
    Answer answer = asking.get(path);
    if (!answer.isOk()) {
      check();
      throw new UnknownSchemaException("the registry knows no " + id);
    }
    RegisteredSchema registered = registered(path, answer);
    if (!registered.type().equals("AVRO")) {
      throw new UnknownSchemaException(
          "%s is of type %s, want AVRO".formatted(id, registered.type()));
    }
    Schema.Parser parser = AvroSchemas.parser();
    try {
      Set<Reference> parsed = new HashSet<>();
      for (Reference reference : registered.references()) {
        parse(reference, parser, parsed);
      }
      return parser.parse(registered.text());
    } catch (AvroRuntimeException e) {
      throw AvroSchemas.unreadable(id, e);
    }
  }

  /** What a schema names has to be known before it. */
  private void parse(Reference reference, Schema.Parser parser, Set<Reference> parsed)
      throws UnknownSchemaException {
    if (!parsed.add(reference)) {
      return;
    }
    if (parsed.size() > MAX_REFERENCES) {
      throw new UnknownSchemaException(
          "it refers to more than %d schemas".formatted(MAX_REFERENCES));
    }
    String path =
        "/subjects/%s/versions/%s"
            .formatted(Asking.encoded(reference.subject()), Asking.encoded(reference.version()));
    Answer answer = asking.get(path);
    if (!answer.isOk()) {
      check();
      throw new UnknownSchemaException(
          "it refers to '%s' version %s, which isn't there"
              .formatted(reference.subject(), reference.version()));
    }
    RegisteredSchema registered = registered(path, answer);
    for (Reference next : registered.references()) {
      parse(next, parser, parsed);
    }
    parser.parse(registered.text());
  }

  @Override
  public int idOf(String subject, Schema schema) {
    String path = "/subjects/" + Asking.encoded(subject);
    Answer answer = asking.post(path, request(schema));
    if (!answer.isOk()) {
      check();
      throw new RegistryException(
          "registry: subject '%s' doesn't have this schema: %s; register it, or add --register"
              .formatted(subject, answer.shown()));
    }
    return id(path, answer);
  }

  @Override
  public int register(String subject, Schema schema) {
    String path = "/subjects/%s/versions".formatted(Asking.encoded(subject));
    Answer answer = asking.post(path, request(schema));
    if (!answer.isOk()) {
      throw new RegistryException(
          "registry: subject '%s' doesn't take this schema: %s".formatted(subject, answer.shown()));
    }
    return id(path, answer);
  }

  private static String request(Schema schema) {
    return "{\"schema\": %s}".formatted(RegisteredSchema.quoted(schema.toString()));
  }

  /**
   * Whether this is a registry at all: a wrong address answers 404, too, and no record is to blame
   * for that.
   *
   * @throws RegistryException when it isn't, or doesn't say
   */
  void check() {
    Answer answer = asking.get(TYPES);
    if (!answer.isOk()) {
      throw new RegistryException(
          "registry: %s answers %d to %s and isn't Confluent's interface; write registry.url with its whole path, say http://HOST:8081 or http://HOST:8080/apis/ccompat/v7"
              .formatted(asking.addresses(), answer.status(), TYPES));
    }
  }

  private RegisteredSchema registered(String path, Answer answer) {
    try {
      return RegisteredSchema.parse(answer.body());
    } catch (IOException e) {
      throw unexpected(path, answer);
    }
  }

  private int id(String path, Answer answer) {
    try {
      return RegisteredSchema.id(answer.body());
    } catch (IOException e) {
      throw unexpected(path, answer);
    }
  }

  private RegistryException unexpected(String path, Answer answer) {
    return new RegistryException(
        "registry: what %s answers to %s isn't Confluent's: %s; mend registry.url"
            .formatted(asking.addresses(), path, answer.shown()));
  }
}
