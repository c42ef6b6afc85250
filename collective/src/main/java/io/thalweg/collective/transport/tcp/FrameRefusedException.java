package io.thalweg.collective.transport.tcp;

import java.io.IOException;

/** A frame is not the one that is due on its connection, which therefore has to be closed. */
final class FrameRefusedException extends IOException {

  FrameRefusedException(String field, Object expected, Object received) {
    super("frame refused: " + field + " expected=" + expected + ", received=" + received);
  }
}
