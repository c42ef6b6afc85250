package io.thalweg.bench.prequential;

/** What a cell of a CSV file says. Stateless. */
final class Cells {
  private Cells() {}

  /** Nothing, or the question mark of ARFF. */
  static boolean isMissing(String cell) {
    return cell.isBlank() || cell.strip().equals("?");
  }

  static boolean isFlag(String cell) {
    return cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false");
  }

  static boolean isNumber(String cell) {
    return Double.isFinite(number(cell));
  }

  /** NaN where it is none: a decimal number, without Java's suffixes and names. */
  static double number(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      if ("0123456789+-.eE ".indexOf(cell.charAt(i)) < 0) {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
