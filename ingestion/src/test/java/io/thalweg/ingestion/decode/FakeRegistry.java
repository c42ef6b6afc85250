package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.WireSpec;
import io.thalweg.ingestion.registry.RegistryException;
import io.thalweg.ingestion.registry.SchemaId;
import io.thalweg.ingestion.registry.SchemaRegistry;
import io.thalweg.ingestion.registry.UnknownSchemaException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** Knows what it is told, and counts who asks. */
final class FakeRegistry implements SchemaRegistry {
  static final RegistrySpec SPEC = RegistrySpec.at(URI.create("http://registry"));

  static final WireSpec CONFLUENT =
      new WireSpec(WireSpec.Format.AVRO, WireSpec.Framing.CONFLUENT, SPEC);

  private final Map<SchemaId, Schema> schemas = new HashMap<>();
  int asked;
  boolean down;

  void put(SchemaId id, Schema schema) {
    schemas.put(id, schema);
  }

  void put(int id, Schema schema) {
    put(new SchemaId(SchemaId.Kind.ID, 0, id), schema);
  }

  @Override
  public Schema find(SchemaId id) throws UnknownSchemaException {
    asked++;
    if (down) {
      throw new RegistryException("registry: down");
    }
    Schema schema = schemas.get(id);
    if (schema == null) {
      throw new UnknownSchemaException("the registry knows no " + id);
    }
    return schema;
  }
}
