package io.thalweg.ingestion.file;

import java.util.Locale;
import org.apache.avro.Schema;

/** Questions to a schema that both kinds of file ask. Stateless. */
final class Unions {
  private Unions() {}

  /** The branch that is null, or -1; -1 also for a schema that is no union. */
  static int nullBranch(Schema schema) {
    return schema.getType() == Schema.Type.UNION ? branch(schema, true) : -1;
  }

  /** The first branch that isn't null. */
  static int valueBranch(Schema union) throws BadCellException {
    int branch = branch(union, false);
    if (branch < 0 || union.getTypes().size() > 2) {
      throw new BadCellException(union.toString(), "is a union; want one type, or one and null");
    }
    return branch;
  }

  static int symbol(Schema schema, String text) throws BadCellException {
    if (!schema.hasEnumSymbol(text)) {
      throw new BadCellException(text, "is none of " + schema.getEnumSymbols());
    }
    return schema.getEnumOrdinal(text);
  }

  static String described(Schema schema) {
    return schema.getType().name().toLowerCase(Locale.ROOT);
  }

  private static int branch(Schema union, boolean isNull) {
    for (int i = 0; i < union.getTypes().size(); i++) {
      if ((union.getTypes().get(i).getType() == Schema.Type.NULL) == isNull) {
        return i;
      }
    }
    return -1;
  }
}
