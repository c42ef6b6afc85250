package io.thalweg.ingestion.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A schema as Confluent's interface answers it. Immutable.
 *
 * @param type AVRO where the answer names none
 * @param references to schemas whose types this one names
 */
record RegisteredSchema(String text, String type, List<Reference> references) {
  private static final JsonFactory JSON = new JsonFactory();

  /** To a schema of another subject. */
  record Reference(String subject, String version) {}

  RegisteredSchema {
    references = List.copyOf(references);
  }

  /**
   * Reads an answer.
   *
   * @throws IOException when it is none of that kind
   */
  static RegisteredSchema parse(byte[] json) throws IOException {
    String text = null;
    String type = "AVRO";
    List<Reference> references = List.of();
    try (JsonParser in = JSON.createParser(json)) {
      requireToken(in, JsonToken.START_OBJECT);
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        if (name.equals("schema") && value == JsonToken.VALUE_STRING) {
          text = in.getText();
        } else if (name.equals("schemaType") && value == JsonToken.VALUE_STRING) {
          type = in.getText();
        } else if (name.equals("references") && value == JsonToken.START_ARRAY) {
          references = references(in);
        } else {
          in.skipChildren();
        }
      }
    }
    if (text == null) {
      throw new IOException("the answer has no field 'schema'");
    }
    return new RegisteredSchema(text, type, references);
  }

  private static List<Reference> references(JsonParser in) throws IOException {
    List<Reference> all = new ArrayList<>();
    for (Map<String, String> fields : objects(in)) {
      String subject = fields.get("subject");
      String version = fields.get("version");
      if (subject == null || version == null) {
        throw new IOException("a reference has no subject and version");
      }
      all.add(new Reference(subject, version));
    }
    return all;
  }

  /** The objects of an array, with those of their fields that are scalars. */
  static List<Map<String, String>> objects(byte[] json) throws IOException {
    try (JsonParser in = JSON.createParser(json)) {
      requireToken(in, JsonToken.START_ARRAY);
      return objects(in);
    }
  }

  private static List<Map<String, String>> objects(JsonParser in) throws IOException {
    List<Map<String, String>> all = new ArrayList<>();
    while (in.nextToken() == JsonToken.START_OBJECT) {
      Map<String, String> fields = new HashMap<>();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        if (value.isScalarValue()) {
          fields.put(name, in.getText());
        } else {
          in.skipChildren();
        }
      }
      all.add(fields);
    }
    return all;
  }

  /** The number in the field {@code id} of an answer. */
  static int id(byte[] json) throws IOException {
    try (JsonParser in = JSON.createParser(json)) {
      requireToken(in, JsonToken.START_OBJECT);
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        if (in.nextToken() == JsonToken.VALUE_NUMBER_INT && name.equals("id")) {
          return in.getIntValue();
        }
        in.skipChildren();
      }
    }
    throw new IOException("the answer has no number 'id'");
  }

  /** A text as JSON writes it, with its quotes. */
  static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }

  private static void requireToken(JsonParser in, JsonToken want) throws IOException {
    if (in.nextToken() != want) {
      throw new IOException("the answer doesn't begin with " + want);
    }
  }
}
