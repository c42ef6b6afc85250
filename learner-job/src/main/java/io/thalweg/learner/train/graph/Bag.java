package io.thalweg.learner.train.graph;

import io.thalweg.model.feature.VectorTable.Use;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * For each row of ids, which are given, the sum or the mean of those rows of a table that they
 * name, from 1 on; 0 names none. The table's gradient is 0 but for the rows that the last pass
 * looked up: only those are cleared.
 */
final class Bag implements Step {
  private final Value ids;
  private final Value y;
  private final Parameter table;
  private final int tableRows;
  private final Use use;
  private final int[] last;
  private int lastCount;

  Bag(Value ids, Value y, Parameter table, int tableRows, Use use, int maxRows) {
    this.ids = ids;
    this.y = y;
    this.table = table;
    this.tableRows = tableRows;
    this.use = use;
    this.last = new int[Math.multiplyExact(maxRows, ids.columns())];
  }

  @Override
  public List<Value> inputs() {
    return List.of(ids);
  }

  @Override
  public Value output() {
    return y;
  }

  /** The row of the table, -1 for none. */
  private int id(Workspace on, int row, int column) {
    int number = (int) on.memory().read(ids.at() + row * ids.columns() + column);
    return Objects.checkIndex(number, tableRows + 1) - 1;
  }

  /** What each of a row's vectors counts. */
  private float share(Workspace on, int row) {
    int count = 0;
    for (int i = 0; i < ids.columns() && use == Use.MEAN; i++) {
      count += id(on, row, i) < 0 ? 0 : 1;
    }
    return 1f / Math.max(1, count);
  }

  @Override
  public void forward(Workspace on, int rows) {
    int n = y.columns();
    float[] vector = on.piece(0);
    float[] sum = on.piece(1);
    for (int r = 0; r < rows; r++) {
      Arrays.fill(sum, 0, n, 0);
      for (int i = 0; i < ids.columns(); i++) {
        int id = id(on, r, i);
        if (id >= 0) {
          on.memory().read(table.at() + id * n, vector, n);
          Workspace.add(sum, vector, n);
        }
      }
      scale(sum, n, share(on, r));
      on.memory().write(y.at() + r * n, sum, n);
    }
  }

  private static void scale(float[] row, int n, float factor) {
    for (int c = 0; c < n; c++) {
      row[c] *= factor;
    }
  }

  @Override
  public void backward(Workspace on, int rows) {
    int n = y.columns();
    for (int i = 0; i < lastCount; i++) {
      on.clear(table.gradient() + last[i] * n, n);
    }
    lastCount = 0;
    float[] gradient = on.piece(0);
    float[] sum = on.piece(1);
    for (int r = 0; r < rows; r++) {
      on.memory().read(y.gradient() + r * n, gradient, n);
      scale(gradient, n, share(on, r));
      for (int i = 0; i < ids.columns(); i++) {
        int id = id(on, r, i);
        if (id >= 0) {
          last[lastCount++] = id;
          int at = table.gradient() + id * n;
          on.memory().read(at, sum, n);
          Workspace.add(sum, gradient, n);
          on.memory().write(at, sum, n);
        }
      }
    }
  }
}
