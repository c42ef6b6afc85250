package io.thalweg.serving.explain;

/**
 * A row, whose output is to be shared out, and what to compare it with. Immutable as long as nobody
 * writes into the row.
 */
final class Question {
  private final Evaluation model;
  private final Players players;
  private final float[] row;
  private final Background background;

  /**
   * @param row float32, (width), borrowed
   */
  Question(Evaluation model, Players players, float[] row, Background background) {
    this.model = model;
    this.players = players;
    this.row = row;
    this.background = background;
  }

  Players players() {
    return players;
  }

  Background background() {
    return background;
  }

  /** The same of another background. */
  Question against(Background other) {
    return new Question(model, players, row, other);
  }

  CoalitionBatch newBatch() {
    return new CoalitionBatch(model, players, row, background);
  }
}
