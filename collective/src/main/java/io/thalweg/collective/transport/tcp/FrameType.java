package io.thalweg.collective.transport.tcp;

/** What a frame is for; the codes are part of the wire format. */
enum FrameType {
  /** First frame of a connection, from the rank that connects: who it is. */
  HELLO(1),
  /** The answer of the rank that accepts: it says who that is. */
  WELCOME(2),
  /** Ends the handshake: the rank that connected has seen the answer. */
  CONFIRM(3),
  /** A part of a message; TCP alone guards its payload. */
  DATA(4),
  /** The same with a checksum of the payload. */
  CHECKED_DATA(5),
  /** The same with a MAC of header and payload. */
  SEALED_DATA(6);

  final short code;

  FrameType(int code) {
    this.code = (short) code;
  }
}
