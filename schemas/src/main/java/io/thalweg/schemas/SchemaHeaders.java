package io.thalweg.schemas;

import java.util.List;

/** Record headers in which serializers of others say how a value is written. */
public final class SchemaHeaders {
  /** Confluent's: byte 0 and an id as int32, or byte 1 and a GUID. */
  public static final String CONFLUENT = "__value_schema_id";

  /** Apicurio's, of a schema's text: int64. */
  public static final String APICURIO_CONTENT_ID = "apicurio.value.contentId";

  /** Apicurio's, of an artifact's version: int64. */
  public static final String APICURIO_GLOBAL_ID = "apicurio.value.globalId";

  /** Apicurio's: {@code BINARY} or {@code JSON}. */
  public static final String APICURIO_ENCODING = "apicurio.value.encoding";

  /** All of them: without these a value that has some can't be read. */
  public static final List<String> NAMES =
      List.of(CONFLUENT, APICURIO_CONTENT_ID, APICURIO_GLOBAL_ID, APICURIO_ENCODING);

  private SchemaHeaders() {}
}
