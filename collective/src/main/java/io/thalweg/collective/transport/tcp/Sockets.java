package io.thalweg.collective.transport.tcp;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Threads: stateless. */
final class Sockets {

  private Sockets() {}

  /** For connections that are being dropped: what closing reports changes nothing any more. */
  static void drop(@Nullable Closeable... sockets) {
    for (Closeable socket : sockets) {
      if (socket != null) {
        try {
          socket.close();
        } catch (IOException e) {
          // the descriptor is released all the same
        }
      }
    }
  }
}
