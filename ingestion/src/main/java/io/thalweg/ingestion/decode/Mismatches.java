package io.thalweg.ingestion.decode;

import java.util.stream.Collectors;
import org.apache.avro.Resolver;

/** Says why a writers' schema can't be read as ours. Stateless. */
final class Mismatches {
  private Mismatches() {}

  /**
   * In a clause.
   *
   * @param path of the value, empty for the record itself
   */
  static SchemaMismatchException of(Resolver.ErrorAction error, String path) {
    if (error.error == Resolver.ErrorAction.ErrorType.MISSING_REQUIRED_FIELD) {
      String prefix = path.isEmpty() ? "" : path + ".";
      String lacking =
          error.reader.getFields().stream()
              .filter(f -> error.writer.getField(f.name()) == null && !f.hasDefaultValue())
              .map(f -> "'" + prefix + f.name() + "'")
              .collect(Collectors.joining(", "));
      return new SchemaMismatchException(
          "it has no field %s, and the reader's schema no default for that".formatted(lacking));
    }
    String what = path.isEmpty() ? "the record" : "field '%s'".formatted(path);
    return new SchemaMismatchException(
        "%s is written as %s, and read as %s"
            .formatted(what, Described.named(error.writer), Described.named(error.reader)));
  }
}
