package io.thalweg.replay.select;

/** What a {@link Remover} may ask about the rows of its group. */
public interface SlotView {
  /** 0 to 65,535. */
  int classLabel(int slot);

  /** The row's last loss, or NaN while none is known. */
  double priority(int slot);
}
