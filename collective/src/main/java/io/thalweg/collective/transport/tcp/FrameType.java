package io.thalweg.collective.transport.tcp;

/** What a frame is for; the codes are part of the wire format. */
enum FrameType {
  /** First frame of a connection, from the rank that connects: who it is. */
  HELLO(1),
  /** The answer of the rank that accepts; it says who that is. */
  WELCOME(2),
  /** A part of one exchange. */
  DATA(3);

  final short code;

  FrameType(int code) {
    this.code = (short) code;
  }
}
