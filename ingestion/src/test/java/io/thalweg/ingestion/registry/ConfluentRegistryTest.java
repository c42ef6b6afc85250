package io.thalweg.ingestion.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.registry.SchemaId.Kind;
import java.net.URI;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/**
 * Paths and answers as Confluent's published interface has them (schema-registry-api-spec.yaml).
 */
class ConfluentRegistryTest {
  private static final String URL = "http://r";
  private static final SchemaId SEVEN = new SchemaId(Kind.ID, 0, 7);

  private final ScriptedTransport transport = new ScriptedTransport();
  private final ConfluentRegistry registry =
      new ConfluentRegistry(
          new Asking(RegistrySpec.at(URI.create(URL)), transport, new VirtualWaiting()));

  @Test
  void findsASchemaByItsId() throws Exception {
    transport.answer(URL + "/schemas/ids/7", 200, "{\"schema\": \"\\\"string\\\"\"}");
    assertThat(registry.find(SEVEN).getType()).isEqualTo(Schema.Type.STRING);
  }

  @Test
  void findsASchemaByItsGuid() throws Exception {
    transport.answer(
        URL + "/schemas/guids/00000000-0000-0001-0000-000000000002",
        200,
        "{\"guid\": \"x\", \"ruleSet\": {\"a\": [1]}, \"schema\": \"\\\"string\\\"\"}");
    assertThat(registry.find(new SchemaId(Kind.GUID, 1, 2)).getType())
        .isEqualTo(Schema.Type.STRING);
  }

  @Test
  void findsTheSchemasThatOneRefersTo() throws Exception {
    transport
        .answer(
            URL + "/schemas/ids/7",
            200,
            """
            {"schema": "{\\"type\\":\\"record\\",\\"name\\":\\"A\\",\\"fields\\":[\
              {\\"name\\":\\"b\\",\\"type\\":\\"B\\"},{\\"name\\":\\"c\\",\\"type\\":\\"C\\"}]}",
             "references": [{"name": "B", "subject": "b/b", "version": 2},
                            {"name": "C", "subject": "c", "version": 1}]}
            """)
        .answer(
            URL + "/subjects/b%2Fb/versions/2",
            200,
            """
            {"schema": "{\\"type\\":\\"record\\",\\"name\\":\\"B\\",\\"fields\\":[\
              {\\"name\\":\\"c\\",\\"type\\":\\"C\\"}]}",
             "references": [{"name": "C", "subject": "c", "version": 1}]}
            """)
        .answer(
            URL + "/subjects/c/versions/1",
            200,
            "{\"schema\": \"{\\\"type\\\":\\\"fixed\\\",\\\"name\\\":\\\"C\\\",\\\"size\\\":2}\"}");
    assertThat(registry.find(SEVEN).getField("b").schema().getField("c").schema().getFixedSize())
        .isEqualTo(2);
    assertThat(transport.asked).hasSize(3);
  }

  @Test
  void anIdThatTheRegistryDoesntKnowIsTheRecordsFault() {
    transport
        .answer(URL + "/schemas/ids/7", 404, "{\"error_code\":40403,\"message\":\"...\"}")
        .answer(URL + "/schemas/types", 200, "[\"AVRO\"]");
    assertThatThrownBy(() -> registry.find(SEVEN))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessage("the registry knows no schema id 7");
  }

  @Test
  void anAddressThatIsNoRegistrysIsNot() {
    transport.answer(URL + "/schemas/ids/7", 404, "").answer(URL + "/schemas/types", 404, "");
    assertThatThrownBy(() -> registry.find(SEVEN))
        .isInstanceOf(RegistryException.class)
        .hasMessage(
            "registry: http://r answers 404 to /schemas/types and isn't Confluent's interface;"
                + " write registry.url with its whole path, say http://HOST:8081 or"
                + " http://HOST:8080/apis/ccompat/v7");
  }

  @Test
  void refusesWhatIsNotAvro() {
    transport.answer(
        URL + "/schemas/ids/7", 200, "{\"schemaType\": \"PROTOBUF\", \"schema\": \"message\"}");
    assertThatThrownBy(() -> registry.find(SEVEN))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessage("schema id 7 is of type PROTOBUF, want AVRO");
  }

  @Test
  void refusesAnAnswerThatIsNone() {
    transport.answer(URL + "/schemas/ids/7", 200, "<html>hello");
    assertThatThrownBy(() -> registry.find(SEVEN))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("isn't Confluent's: '<html>hello'");
  }

  @Test
  void registersAndFindsASubjectsSchema() {
    transport
        .answer(URL + "/subjects/t-value/versions", 200, "{\"id\": 12}")
        .answer(
            URL + "/subjects/t-value", 200, "{\"subject\":\"t-value\",\"id\":12,\"version\":1}");
    Schema schema = Schema.create(Schema.Type.STRING);
    assertThat(registry.register("t-value", schema)).isEqualTo(12);
    assertThat(registry.idOf("t-value", schema)).isEqualTo(12);
    assertThat(transport.asked)
        .containsExactly(
            "POST http://r/subjects/t-value/versions", "POST http://r/subjects/t-value");
  }

  @Test
  void saysWhyASubjectDoesntTakeASchema() {
    transport.answer(URL + "/subjects/t-value/versions", 409, "{\"message\": \"incompatible\"}");
    assertThatThrownBy(() -> registry.register("t-value", Schema.create(Schema.Type.STRING)))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("incompatible");
  }
}
