package io.thalweg.ingestion.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.registry.SchemaId.Kind;
import java.net.URI;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Paths as Apicurio's core interface, versions 2 and 3, publishes them (openapi.json). */
class ApicurioRegistryTest {
  private static final String URL = "http://r/apis/registry/v3";
  private static final String QUERY = "?references=DEREFERENCE&dereference=true";

  private final ScriptedTransport transport = new ScriptedTransport();
  private final ApicurioRegistry registry =
      new ApicurioRegistry(
          new Asking(RegistrySpec.at(URI.create(URL)), transport, new VirtualWaiting()));

  @Test
  void findsASchemaByEitherId() throws Exception {
    transport
        .answer(URL + "/ids/contentIds/7" + QUERY, 200, "\"string\"")
        .answer(URL + "/ids/globalIds/7" + QUERY, 200, "\"bytes\"");
    assertThat(registry.find(new SchemaId(Kind.CONTENT, 0, 7)).getType())
        .isEqualTo(Schema.Type.STRING);
    assertThat(registry.find(new SchemaId(Kind.GLOBAL, 0, 7)).getType())
        .isEqualTo(Schema.Type.BYTES);
  }

  @Test
  void findsTheSchemasThatATextRefersTo() throws Exception {
    String b = "{\"type\": \"fixed\", \"name\": \"B\", \"size\": 2}";
    String c =
        "{\"type\": \"record\", \"name\": \"C\", \"fields\": [{\"name\": \"b\", \"type\": %s}]}";
    String a =
        """
        {"type": "record", "name": "A", "fields": [
          {"name": "b", "type": "B"}, {"name": "c", "type": "C"}]}
        """;
    transport
        .answer(URL + "/ids/contentIds/7" + QUERY, 200, a)
        .answer(
            URL + "/ids/contentIds/7/references",
            200,
            """
            [{"artifactId": "b b", "version": "1", "name": "B"},
             {"groupId": "g", "artifactId": "c", "version": "2", "name": "C"}]
            """)
        .answer(URL + "/groups/default/artifacts/b%20b/versions/1/content" + QUERY, 200, b)
        .answer(URL + "/groups/g/artifacts/c/versions/2/content" + QUERY, 404, "")
        .answer(URL + "/groups/g/artifacts/c/versions/2" + QUERY, 200, c.formatted(b));
    Schema schema = registry.find(new SchemaId(Kind.CONTENT, 0, 7));
    assertThat(schema.getField("c").schema().getField("b").schema().getFixedSize()).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoAvroSchema() {
    transport
        .answer(URL + "/ids/contentIds/7" + QUERY, 200, "{\"type\": \"object\"}")
        .answer(URL + "/ids/contentIds/7/references", 200, "[]");
    assertThatThrownBy(() -> registry.find(new SchemaId(Kind.CONTENT, 0, 7)))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageStartingWith("content id 7 is no Avro schema: ");
  }

  @Test
  void tellsAnUnknownIdFromAWrongAddress() {
    transport
        .answer(URL + "/ids/globalIds/7" + QUERY, 404, "{\"name\": \"VersionNotFoundException\"}")
        .answer(URL + "/system/info", 200, "{}")
        .answer(URL + "/system/info", 404, "");
    SchemaId id = new SchemaId(Kind.GLOBAL, 0, 7);
    assertThatThrownBy(() -> registry.find(id))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessage("the registry knows no global id 7");
    assertThatThrownBy(() -> registry.find(id))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("isn't Apicurio's interface");
  }
}
