package io.thalweg.learner.train.graph;

import java.util.List;

/**
 * y = x times the step's mask; x where nothing trains.
 *
 * @param mask where the mask lies
 * @param place of all dropouts of the network, from 0
 */
record Dropout(Value x, Value y, int mask, float rate, int place) implements Step {
  @Override
  public List<Value> inputs() {
    return List.of(x);
  }

  @Override
  public Value output() {
    return y;
  }

  @Override
  public void forward(Workspace on, int rows) {
    int all = rows * y.columns();
    if (!on.isTraining()) {
      on.memory().copy(x.at(), y.at(), all);
      return;
    }
    on.mask(mask, all, rate, place);
    for (int i = 0; i < all; i += on.pieceLength()) {
      int n = Math.min(on.pieceLength(), all - i);
      masked(on, x.at() + i, i, n);
      on.memory().write(y.at() + i, on.piece(2), n);
    }
  }

  @Override
  public void backward(Workspace on, int rows) {
    int all = rows * y.columns();
    for (int i = 0; i < all; i += on.pieceLength()) {
      int n = Math.min(on.pieceLength(), all - i);
      masked(on, y.gradient() + i, i, n);
      on.give(x, i, on.piece(2), n);
    }
  }

  private void masked(Workspace on, int from, int offset, int length) {
    on.memory().read(from, on.piece(0), length);
    on.memory().read(mask + offset, on.piece(1), length);
    Product.multiply(on.piece(0), on.piece(1), on.piece(2), length);
  }
}
