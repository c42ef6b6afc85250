package io.thalweg.cli.command;

import io.thalweg.cli.terminal.CommandException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback interface that a user names. Stateless. */
final class Ports {
  private static final int MAX_PORT = 65_535;

  /**
   * Refuses what can't be listened on now, before anything is started for it.
   *
   * @param port 0 is any free one
   * @param option where another can be chosen
   */
  static void requireFree(int port, String option) {
    if (port < 0 || port > MAX_PORT) {
      throw new CommandException(
          "%s is %d; a port is a number from 0 to %d".formatted(option, port, MAX_PORT));
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new CommandException(
          "cannot listen on 127.0.0.1:%d: %s; end what listens there, or choose another with %s"
              .formatted(port, e.getMessage(), option));
    }
  }

  private Ports() {}
}
