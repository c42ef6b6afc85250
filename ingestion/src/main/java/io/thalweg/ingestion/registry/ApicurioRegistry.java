package io.thalweg.ingestion.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Apicurio's core REST interface, version 2 or 3, as the address says: {@code GET
 * /ids/contentIds/{id}}, {@code GET /ids/globalIds/{id}}, {@code GET
 * /ids/contentIds/{id}/references}, {@code GET
 * /groups/{group}/artifacts/{artifact}/versions/{version}} or that with {@code /content}, {@code
 * GET /system/info}. Thread-safe.
 */
final class ApicurioRegistry implements SchemaRegistry {
  private static final String INFO = "/system/info";

  /** As version 3 says it, and as version 2 does. */
  private static final String DEREFERENCED = "?references=DEREFERENCE&dereference=true";

  private static final int MAX_REFERENCES = 64;

  private final Asking asking;

  ApicurioRegistry(Asking asking) {
    this.asking = asking;
  }

  @Override
  public Schema find(SchemaId id) throws UnknownSchemaException {
    String path =
        switch (id.kind()) {
              case CONTENT -> "/ids/contentIds/";
              case GLOBAL -> "/ids/globalIds/";
              case ID, GUID -> throw new IllegalStateException("not Apicurio's: " + id);
            }
            + id.text();
    Answer answer = asking.get(path + DEREFERENCED);
    if (!answer.isOk()) {
      check();
      throw new UnknownSchemaException("the registry knows no " + id);
    }
    try {
      return AvroSchemas.parser().parse(text(answer));
    } catch (AvroRuntimeException e) {
      return withReferences(id, path, text(answer), e);
    }
  }

  /**
   * By a version's id version 2 and 3 of the interface put in what a schema refers to, by a text's
   * id they don't.
   */
  private Schema withReferences(SchemaId id, String path, String text, AvroRuntimeException alone)
      throws UnknownSchemaException {
    Schema.Parser parser = AvroSchemas.parser();
    try {
      List<Map<String, String>> references = references(path + "/references");
      if (references.size() > MAX_REFERENCES) {
        throw new UnknownSchemaException(
            "%s refers to %d schemas, at most %d".formatted(id, references.size(), MAX_REFERENCES));
      }
      for (Map<String, String> reference : references) {
        for (Schema type : types(reference)) {
          if (!parser.getTypes().containsKey(type.getFullName())) {
            parser.addTypes(List.of(type));
          }
        }
      }
      if (parser.getTypes().isEmpty()) {
        throw AvroSchemas.unreadable(id, alone);
      }
      return parser.parse(text);
    } catch (AvroRuntimeException e) {
      throw AvroSchemas.unreadable(id, e);
    }
  }

  private List<Map<String, String>> references(String path) {
    Answer answer = asking.get(path);
    try {
      return answer.isOk() ? RegisteredSchema.objects(answer.body()) : List.of();
    } catch (IOException e) {
      throw new RegistryException(
          "registry: what %s answers to %s isn't Apicurio's: %s; mend registry.url"
              .formatted(asking.addresses(), path, answer.shown()));
    }
  }

  /** All that are named in a version, and in what it refers to itself. */
  private Collection<Schema> types(Map<String, String> reference) {
    String version =
        "/groups/%s/artifacts/%s/versions/%s"
            .formatted(
                Asking.encoded(reference.getOrDefault("groupId", "default")),
                Asking.encoded(reference.getOrDefault("artifactId", "")),
                Asking.encoded(reference.getOrDefault("version", "")));
    Answer answer = asking.get(version + "/content" + DEREFERENCED);
    if (!answer.isOk()) { // as version 2 has it
      answer = asking.get(version + DEREFERENCED);
    }
    Schema.Parser parser = AvroSchemas.parser();
    if (answer.isOk()) {
      parser.parse(text(answer));
    }
    return parser.getTypes().values();
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /**
   * Whether this is a registry at all: a wrong address answers 404, too, and no record is to blame
   * for that.
   *
   * @throws RegistryException when it isn't, or doesn't say
   */
  void check() {
    Answer answer = asking.get(INFO);
    if (!answer.isOk()) {
      throw new RegistryException(
          "registry: %s answers %d to %s and isn't Apicurio's interface; write registry.url with its whole path, say http://HOST:8080/apis/registry/v3"
              .formatted(asking.addresses(), answer.status(), INFO));
    }
  }
}
