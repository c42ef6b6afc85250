package io.thalweg.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What a bench found, where and at which commit. Immutable. */
public record BenchReport(String bench, String commit, Machine machine, List<Row> rows) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public BenchReport {
    rows = List.copyOf(rows);
  }

  /** Of this machine and this build. */
  public static BenchReport of(String bench, List<Row> rows) {
    return new BenchReport(bench, Commit.current(), Machine.current(), rows);
  }

  /** Every row keeps its goal or was skipped. */
  public boolean holds() {
    return rows.stream().allMatch(Row::acceptable);
  }

  /** One aligned line a row. */
  public String text() {
    return RowText.of(rows);
  }

  /** Replaces the file as a whole: a reader never sees half a report. */
  public void write(Path file) throws IOException {
    Path whole = file.toAbsolutePath();
    Path directory = whole.getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Path partial = whole.resolveSibling(whole.getFileName() + ".partial");
    Files.writeString(partial, JSON.writeValueAsString(json()) + "\n");
    Files.move(partial, whole, StandardCopyOption.REPLACE_EXISTING);
  }

  private ObjectNode json() {
    ObjectNode root = JSON.createObjectNode().put("bench", bench).put("commit", commit);
    root.putObject("machine")
        .put("cores", machine.cores())
        .put("cpu", machine.cpu())
        .put("memory_bytes", machine.memoryBytes())
        .put("jvm", machine.jvm());
    var array = root.putArray("rows");
    for (Row row : rows) {
      ObjectNode node = array.addObject().put("name", row.name());
      if (row instanceof Row.Measured measured) {
        putFigures(node, measured);
      } else if (row instanceof Row.Skipped skipped) {
        node.put("skipped", skipped.why());
      }
    }
    return root;
  }

  private static void putFigures(ObjectNode node, Row.Measured row) {
    node.put("value", row.value()).put("unit", row.unit());
    row.reference()
        .ifPresent(r -> node.put("reference", r.name()).put("reference_value", r.value()));
    node.put("ratio", row.ratio()).put("goal", row.goal().text()).put("holds", row.holds());
  }
}
