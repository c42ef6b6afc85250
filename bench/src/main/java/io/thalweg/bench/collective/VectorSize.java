package io.thalweg.bench.collective;

/** The vectors that are summed, as rows call them. */
enum VectorSize {
  SMALL("64KiB", 64 << 10),
  MEDIUM("1MiB", 1 << 20),
  LARGE("16MiB", 16 << 20),
  HUGE("64MiB", 64 << 20);

  private final String label;
  private final int bytes;

  VectorSize(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  String label() {
    return label;
  }

  int bytes() {
    return bytes;
  }
}
