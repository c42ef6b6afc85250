package io.thalweg.cli.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServer;

/**
 * A single ZooKeeper on the loopback interface, of the build that Flink brings. What it stores is
 * there again at the next start on the same directory. Thread-safe.
 */
public final class ZooKeeperNode implements AutoCloseable {
  private static final int TICK_MILLIS = 500;
  private static final int MAX_CONNECTIONS = 100;
  private static final int DEFAULT_BACKLOG = -1;

  private final NIOServerCnxnFactory connections;

  private ZooKeeperNode(NIOServerCnxnFactory connections) {
    this.connections = connections;
  }

  /** Starts on {@code port}. */
  public static ZooKeeperNode start(Path directory, int port) throws IOException {
    Files.createDirectories(directory);
    NIOServerCnxnFactory connections = new NIOServerCnxnFactory();
    connections.configure(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        MAX_CONNECTIONS,
        DEFAULT_BACKLOG,
        false);
    try {
      connections.startup(new ZooKeeperServer(directory.toFile(), directory.toFile(), TICK_MILLIS));
      return new ZooKeeperNode(connections);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while ZooKeeper started in " + directory, e);
    }
  }

  /** {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + connections.getLocalPort();
  }

  @Override
  public void close() {
    connections.shutdown();
  }
}
