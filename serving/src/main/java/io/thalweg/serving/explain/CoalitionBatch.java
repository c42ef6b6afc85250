package io.thalweg.serving.explain;

import io.thalweg.serving.explain.Players.Player;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Rows in which some features are present, with the values of the row that is explained, and the
 * others absent, with those of a background row. They are evaluated together, as many at a time as
 * fit. Confined to one thread.
 */
final class CoalitionBatch {
  private static final int MAX_ROWS = 1024;

  /** Of a batch, 1 MiB. */
  private static final int MAX_ELEMENTS = 1 << 18;

  private final Evaluation model;
  private final Players players;
  private final float[] present;
  private final Background background;
  private final int width;
  private final float[] dense;
  private final int capacity;
  private int waiting;
  private double[] outputs = new double[64];
  private int evaluated;

  CoalitionBatch(Evaluation model, Players players, float[] present, Background background) {
    this.model = model;
    this.players = players;
    this.present = present;
    this.background = background;
    this.width = players.width();
    this.capacity = Math.max(1, Math.min(MAX_ROWS, MAX_ELEMENTS / width));
    this.dense = new float[capacity * width];
  }

  /** The row that is explained. */
  void addAllPresent() {
    System.arraycopy(present, 0, dense, nextRow(), width);
    evaluateWhenFull();
  }

  /**
   * A row of which a coalition is present.
   *
   * @param coalition positions of players
   * @param absent the background row that the others are from
   */
  void add(BitSet coalition, int absent) {
    int at = nextRow();
    System.arraycopy(background.row(absent), 0, dense, at, width);
    for (int i = coalition.nextSetBit(0); i >= 0; i = coalition.nextSetBit(i + 1)) {
      Player p = players.all().get(i);
      System.arraycopy(present, p.from(), dense, at + p.from(), p.width());
    }
    evaluateWhenFull();
  }

  private int nextRow() {
    return waiting++ * width;
  }

  private void evaluateWhenFull() {
    if (waiting == capacity) {
      evaluate();
    }
  }

  private void evaluate() {
    float[] values = model.evaluate(dense, waiting);
    if (outputs.length < evaluated + waiting) {
      outputs = Arrays.copyOf(outputs, Math.max(evaluated + waiting, 2 * outputs.length));
    }
    for (int i = 0; i < waiting; i++) {
      outputs[evaluated++] = values[i];
    }
    waiting = 0;
  }

  /** One for each row, in the order in which they were added. */
  double[] outputs() {
    if (waiting > 0) {
      evaluate();
    }
    return Arrays.copyOf(outputs, evaluated);
  }
}
