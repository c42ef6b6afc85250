package io.thalweg.cli.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka node, broker and KRaft controller in one, on the loopback interface. What it stores
 * survives {@link #close} and is there again at the next start on the same directory. Topics are
 * not created by themselves. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
  /** docs/adr/0001-kafka-transaction-version.md says why. */
  static final short TRANSACTION_VERSION = 1;

  private static final int ANY_PORT = 0;

  private final String bootstrapServers;
  private final KafkaRaftServer server;

  private EmbeddedKafka(String bootstrapServers, KafkaRaftServer server) {
    this.bootstrapServers = bootstrapServers;
    this.server = server;
  }

  /** Starts on a free port. The directory is created and formatted where that was not yet done. */
  public static EmbeddedKafka start(Path directory) {
    return start(directory, ANY_PORT);
  }

  /**
   * Starts on {@code port}, which lets clients of an earlier start reconnect; 0 takes a free one.
   */
  public static EmbeddedKafka start(Path directory, int port) {
    return start(directory, port, TRANSACTION_VERSION);
  }

  /** The transaction version counts only where the directory is not yet formatted. */
  static EmbeddedKafka start(Path directory, int port, short transactionVersion) {
    try {
      Files.createDirectories(directory);
      if (Files.notExists(directory.resolve("meta.properties"))) {
        format(directory, transactionVersion);
      }
      int brokerPort = port == ANY_PORT ? FreePort.find() : port;
      return start(NodeProperties.singleNode(directory, brokerPort, FreePort.find()), brokerPort);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start Kafka in " + directory, e);
    }
  }

  /** Another node than the usual one, in a directory of its own. */
  static EmbeddedKafka start(Path directory, Properties node, int port) throws IOException {
    Files.createDirectories(directory);
    format(directory, TRANSACTION_VERSION);
    return start(node, port);
  }

  private static EmbeddedKafka start(Properties node, int port) {
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(node), Time.SYSTEM);
    server.startup();
    return new EmbeddedKafka(NodeProperties.LOOPBACK + ":" + port, server);
  }

  private static void format(Path directory, short transactionVersion) throws IOException {
    Formatter formatter =
        new Formatter()
            .setClusterId(Uuid.randomUuid().toString())
            .setNodeId(NodeProperties.NODE_ID)
            .setDirectories(List.of(directory.toString()))
            .setMetadataLogDirectory(directory.toString())
            .setControllerListenerName(NodeProperties.CONTROLLER_LISTENER)
            .setFeatureLevel("transaction.version", transactionVersion)
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      formatter.run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot format " + directory + " for Kafka", e);
    }
  }

  /** What a client's {@code bootstrap.servers} takes: {@code host:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the node and waits until it has; everything stored stays. A second call does nothing. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
