package io.thalweg.learner.train.graph;

import java.util.List;
import java.util.Objects;

/**
 * For each of the ids, which are given, its row of a table. The table's gradient is 0 but for the
 * rows that the last pass looked up: only those are cleared.
 */
final class Lookup implements Step {
  private final Value ids;
  private final Value y;
  private final Parameter table;
  private final int tableRows;
  private final int[] last;
  private int lastRows;

  Lookup(Value ids, Value y, Parameter table, int tableRows, int maxRows) {
    this.ids = ids;
    this.y = y;
    this.table = table;
    this.tableRows = tableRows;
    this.last = new int[maxRows];
  }

  @Override
  public List<Value> inputs() {
    return List.of(ids);
  }

  @Override
  public Value output() {
    return y;
  }

  @Override
  public void forward(Workspace on, int rows) {
    int n = y.columns();
    for (int r = 0; r < rows; r++) {
      on.memory().copy(table.at() + id(on, r) * n, y.at() + r * n, n);
    }
  }

  private int id(Workspace on, int row) {
    return Objects.checkIndex((int) on.memory().read(ids.at() + row), tableRows);
  }

  @Override
  public void backward(Workspace on, int rows) {
    int n = y.columns();
    for (int r = 0; r < lastRows; r++) {
      on.clear(table.gradient() + last[r] * n, n);
    }
    float[] gradient = on.piece(0);
    float[] sum = on.piece(1);
    for (int r = 0; r < rows; r++) {
      last[r] = id(on, r);
      int at = table.gradient() + last[r] * n;
      on.memory().read(y.gradient() + r * n, gradient, n);
      on.memory().read(at, sum, n);
      Workspace.add(sum, gradient, n);
      on.memory().write(at, sum, n);
    }
    lastRows = rows;
  }
}
