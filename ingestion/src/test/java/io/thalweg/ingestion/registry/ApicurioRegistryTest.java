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

  private final ScriptedTransport transport = new ScriptedTransport();
  private final ApicurioRegistry registry =
      new ApicurioRegistry(
          new Asking(RegistrySpec.at(URI.create(URL)), transport, new VirtualWaiting()));

  @Test
  void findsASchemaByEitherId() throws Exception {
    transport
        .answer(URL + "/ids/contentIds/7", 200, "\"string\"")
        .answer(URL + "/ids/globalIds/7", 200, "\"bytes\"");
    assertThat(registry.find(new SchemaId(Kind.CONTENT, 0, 7)).getType())
        .isEqualTo(Schema.Type.STRING);
    assertThat(registry.find(new SchemaId(Kind.GLOBAL, 0, 7)).getType())
        .isEqualTo(Schema.Type.BYTES);
  }

  @Test
  void refusesWhatIsNoAvroSchema() {
    transport.answer(URL + "/ids/contentIds/7", 200, "{\"type\": \"object\"}");
    assertThatThrownBy(() -> registry.find(new SchemaId(Kind.CONTENT, 0, 7)))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageStartingWith("content id 7 is no Avro schema: ");
  }

  @Test
  void tellsAnUnknownIdFromAWrongAddress() {
    transport
        .answer(URL + "/ids/globalIds/7", 404, "{\"name\": \"VersionNotFoundException\"}")
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
