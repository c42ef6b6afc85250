package io.thalweg.bench.drift;

import io.thalweg.bench.Goal;
import io.thalweg.bench.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Accuracies, a line for each way to learn and a column for each stream. Immutable.
 *
 * @param streams their names
 */
public record BatchTable(List<String> streams, List<Line> lines) {
  public BatchTable {
    streams = List.copyOf(streams);
    lines = List.copyOf(lines);
  }

  /**
   * One stream, learned in one way.
   *
   * @param rowsPerSecond of processor time, which what else runs on the machine changes less
   */
  record Cell(double accuracy, double rowsPerSecond) {}

  /** One way to learn, on every stream. */
  record Line(int batch, int replayPerFresh, int replaySteps, List<Cell> cells) {
    Line {
      cells = List.copyOf(cells);
    }

    double accuracy() {
      return cells.stream().mapToDouble(Cell::accuracy).average().orElseThrow();
    }

    /** Of all streams together, each with as many rows. */
    double rowsPerSecond() {
      return cells.size() / cells.stream().mapToDouble(c -> 1 / c.rowsPerSecond()).sum();
    }

    String text() {
      StringBuilder text = new StringBuilder();
      text.append(
          String.format(Locale.ROOT, "| %d | %d | %d |", batch, replayPerFresh, replaySteps));
      cells.forEach(c -> text.append(String.format(Locale.ROOT, " %.4f |", c.accuracy())));
      return text.append(String.format(Locale.ROOT, " %.4f | %,.0f |", accuracy(), rowsPerSecond()))
          .toString();
    }
  }

  /** As Markdown. */
  public String text() {
    StringBuilder text = new StringBuilder("| batch | replay-per-fresh | replay-steps |");
    streams.forEach(s -> text.append(' ').append(s).append(" |"));
    text.append(" mean | rows per CPU second |\n")
        .append("|---".repeat(streams.size() + 5))
        .append("|\n");
    lines.forEach(line -> text.append(line.text()).append('\n'));
    return text.toString();
  }

  /** For the report. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Line line : lines) {
      String how =
          "batch-%d-replay-%d-steps-%d"
              .formatted(line.batch(), line.replayPerFresh(), line.replaySteps());
      for (int i = 0; i < streams.size(); i++) {
        Cell cell = line.cells().get(i);
        String name = streams.get(i) + "-" + how;
        rows.add(Row.measured(name, cell.accuracy(), Row.SHARE, Goal.none()));
        rows.add(Row.measured(name + "-speed", cell.rowsPerSecond(), "rows/s", Goal.none()));
      }
    }
    return rows;
  }
}
