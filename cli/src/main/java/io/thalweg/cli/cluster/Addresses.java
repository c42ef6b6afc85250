package io.thalweg.cli.cluster;

import io.thalweg.cli.terminal.CommandException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Ports of the loopback interface. Stateless. */
final class Addresses {
  static final String LOOPBACK = "127.0.0.1";
  private static final int CONNECT_MILLIS = 500;

  static String at(int port) {
    return LOOPBACK + ":" + port;
  }

  static boolean isListening(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The port of a broker that clients are told to find on this machine. */
  static int localBroker(String bootstrapServers) {
    String[] parts = bootstrapServers.split(":", -1);
    boolean local =
        parts.length == 2 && (parts[0].equals(LOOPBACK) || parts[0].equals("localhost"));
    if (!local || !parts[1].matches("[0-9]{1,5}")) {
      throw new CommandException(
          "--kafka runs a broker on this machine, but kafka.bootstrap.servers is %s; say 127.0.0.1:9092 there, or leave --kafka out"
              .formatted(bootstrapServers));
    }
    return Integer.parseInt(parts[1]);
  }

  private Addresses() {}
}
