package io.thalweg.collective.compress;

/** What a frame's body is. Codes are never given to another kind. */
enum FrameKind {
  FP16(1),
  BF16(2),
  INT8(3),
  STOCHASTIC(4),
  ONE_BIT(5),
  TOP_K_PLAIN(6),
  TOP_K_CODED(7);

  private final short code;

  FrameKind(int code) {
    this.code = (short) code;
  }

  short code() {
    return code;
  }
}
