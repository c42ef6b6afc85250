package io.thalweg.collective.transport.tcp;

import java.nio.ByteBuffer;

/** Guards the frames of one direction of one link. Confined to one thread. */
interface FrameGuard {

  FrameType type();

  /** What comes before the payload. */
  int headerBytes();

  /** Whether the payload is guarded, so that it has to be whole before any of it is passed on. */
  boolean coversPayload();

  /** Sending: writes the header, and what guards the payload, into a frame of headerBytes. */
  void write(FrameHeader header, ByteBuffer payload, ByteBuffer frame);

  /** Receiving: the header has come and is the one expected. */
  void begin(ByteBuffer frame);

  /** Receiving: a part of the payload has come. */
  void update(ByteBuffer payload);

  /** Receiving: all of the payload has come. */
  void requireIntact(ByteBuffer frame) throws FrameRefusedException;
}
