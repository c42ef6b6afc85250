package io.thalweg.serving.console;

/** How many figures of all processes together may be kept. Confined to the console's lock. */
final class Budget {
  private int left;

  Budget(int most) {
    left = most;
  }

  /** Takes one; false: none is left. */
  boolean take() {
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }

  void giveBack(int figures) {
    left += figures;
  }
}
