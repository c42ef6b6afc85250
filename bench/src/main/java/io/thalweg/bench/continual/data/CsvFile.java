package io.thalweg.bench.continual.data;

import io.thalweg.bench.BenchException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers separated by commas, the last of a line its label; a first line that begins with no
 * number is a header. Confined to its call.
 */
final class CsvFile {
  private static final int MOST_CLASSES = 1 << 16;

  private final Path file;
  private final List<float[]> rows = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private int lineNumber;
  private int width;

  private CsvFile(Path file) {
    this.file = file;
  }

  static Samples read(Path file) {
    try {
      CsvFile csv = new CsvFile(file);
      for (String line : Files.readAllLines(file)) {
        csv.add(line);
      }
      return csv.samples();
    } catch (CharacterCodingException e) {
      throw new BenchException(file + " is no UTF-8; save it as UTF-8");
    } catch (IOException e) {
      throw new BenchException("can't read %s: %s".formatted(file, e.getMessage()));
    }
  }

  private void add(String line) {
    lineNumber++;
    if (line.isBlank()) {
      return;
    }
    String[] cells = line.split(",", -1);
    if (rows.isEmpty() && lineNumber == 1 && !isNumber(cells[0])) {
      return;
    }
    if (rows.isEmpty()) {
      width = cells.length - 1;
      if (width == 0) {
        throw mistake("has no comma; write the numbers and then the label");
      }
    } else if (cells.length != width + 1) {
      throw mistake(
          "has %d values where the lines before it have %d; make them equal"
              .formatted(cells.length, width + 1));
    }
    float[] row = new float[width];
    for (int i = 0; i < width; i++) {
      row[i] = number(cells[i]);
    }
    rows.add(row);
    labels.add(label(cells[width]));
  }

  private Samples samples() {
    if (rows.isEmpty()) {
      throw new BenchException(file + " has no examples; write at least one line");
    }
    float[] values = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * width, width);
    }
    return new Numbers(values, labels.stream().mapToInt(Integer::intValue).toArray(), width);
  }

  private static boolean isNumber(String cell) {
    try {
      Float.parseFloat(cell.strip());
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private float number(String cell) {
    float value = isNumber(cell) ? Float.parseFloat(cell.strip()) : Float.NaN;
    if (!Float.isFinite(value)) {
      throw mistake("has '%s'; write a number".formatted(cell.strip()));
    }
    return value;
  }

  private int label(String cell) {
    float value = number(cell);
    if (value != (int) value || value < 0 || value >= MOST_CLASSES) {
      throw mistake(
          "ends with the label '%s'; write a class from 0 to %d"
              .formatted(cell.strip(), MOST_CLASSES - 1));
    }
    return (int) value;
  }

  private BenchException mistake(String what) {
    return new BenchException("%s line %d %s".formatted(file, lineNumber, what));
  }
}
