package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.SourceSpec;
import io.thalweg.model.feature.BadValueException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;

/** What somebody writes for a subject, as events have it. Stateless. */
public final class SubjectText {
  /**
   * The text that an event about this subject has.
   *
   * @throws BadValueException when no event can be about it
   * @throws io.thalweg.ingestion.BindingException when the schema lacks the field
   */
  public static String of(SourceSpec source, String written) throws BadValueException {
    String field = source.subject();
    if (field == null) {
      throw new IllegalArgumentException(
          "events of '%s' are about nobody".formatted(source.topic()));
    }
    Schema[] type = new Schema[1];
    SchemaBinding binding =
        new SchemaBinding("source.schema", source.schemaName(), source.schemaJson());
    binding.want(
        "erasure.subject",
        field,
        Accepts.IDENTITY,
        schema -> {
          type[0] = schema;
          return (value, draft) -> {};
        });
    return type[0].getType() == Schema.Type.STRING
        ? text(field, written)
        : whole(field, type[0].getType() == Schema.Type.INT, written);
  }

  private static String text(String field, String written) throws BadValueException {
    int bytes = written.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > Targets.MAX_ID_BYTES) {
      throw new BadValueException(
          "%s: %d bytes, want 1 to %d".formatted(field, bytes, Targets.MAX_ID_BYTES));
    }
    return written;
  }

  private static String whole(String field, boolean narrow, String written)
      throws BadValueException {
    try {
      return narrow
          ? Integer.toString(Integer.parseInt(written))
          : Long.toString(Long.parseLong(written));
    } catch (NumberFormatException e) {
      throw new BadValueException(
          "%s: '%s' is no %s, which the schema says it is"
              .formatted(field, written, narrow ? "int" : "long"));
    }
  }

  private SubjectText() {}
}
