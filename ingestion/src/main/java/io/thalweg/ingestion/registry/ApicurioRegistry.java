package io.thalweg.ingestion.registry;

import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Apicurio's core REST interface, version 2 or 3, as the address says: {@code GET
 * /ids/contentIds/{id}}, {@code GET /ids/globalIds/{id}}, {@code GET /system/info}. Thread-safe.
 */
final class ApicurioRegistry implements SchemaRegistry {
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
    Answer answer = asking.get(path);
    if (!answer.isOk()) {
      requireRegistry(path, answer);
      throw new UnknownSchemaException("the registry knows no " + id);
    }
    try {
      return AvroSchemas.parser().parse(new String(answer.body(), StandardCharsets.UTF_8));
    } catch (AvroRuntimeException e) {
      throw AvroSchemas.unreadable(id, e);
    }
  }

  /** A wrong address answers 404, too, and no record is to blame for that. */
  private void requireRegistry(String path, Answer refusal) {
    if (!asking.get("/system/info").isOk()) {
      throw new RegistryException(
          "registry: %s answers %d to %s and isn't Apicurio's interface; write registry.url with its whole path, say http://HOST:8080/apis/registry/v3"
              .formatted(asking.addresses(), refusal.status(), path));
    }
  }
}
