package io.thalweg.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows as aligned lines for a terminal. Stateless. */
final class RowText {
  private static final String GAP = "  ";

  private RowText() {}

  static String of(List<Row> rows) {
    List<List<String>> lines = rows.stream().map(RowText::cells).toList();
    List<Integer> widths = widths(lines);
    StringBuilder out = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < line.size() - 1; i++) {
        String cell = line.get(i);
        text.append(cell).append(" ".repeat(widths.get(i) - cell.length())).append(GAP);
      }
      text.append(line.get(line.size() - 1));
      out.append(text.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  private static List<String> cells(Row row) {
    if (row instanceof Row.Measured m) {
      return List.of(
          m.goal().isNone() ? "" : m.holds() ? "holds" : "MISSES",
          m.name(),
          m.unit().equals(Row.SHARE) ? share(m.value()) : number(m.value()) + " " + m.unit(),
          m.reference().map(r -> reference(m, r)).orElse(""),
          m.goal().isNone() ? "" : "goal: " + m.goal().text());
    }
    return List.of("skipped", row.name(), row instanceof Row.Skipped s ? s.why() : "");
  }

  private static String reference(Row.Measured row, Reference reference) {
    double value = reference.value();
    return "%s x (%s: %s)"
        .formatted(
            number(row.ratio()),
            reference.name(),
            row.unit().equals(Row.SHARE) ? share(value) : number(value));
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** A column is as wide as its widest cell; what ends a line widens nothing. */
  private static List<Integer> widths(List<List<String>> lines) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> line : lines) {
      for (int i = 0; i < line.size() - 1; i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), line.get(i).length()));
      }
    }
    return widths;
  }

  /** Whole from a hundred up, else three digits. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 99.95 || value == 0) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    String format = size >= 9.995 ? "%.1f" : size >= 0.01 ? "%.2f" : "%.2g";
    return String.format(Locale.ROOT, format, value);
  }
}
