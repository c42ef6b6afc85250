package io.thalweg.cli.embedded;

import java.nio.file.Path;
import java.util.Properties;

/**
 * A Kafka configuration for one node that shares a laptop with a training job: few threads, small
 * buffers, one replica of everything. Immutable.
 */
final class NodeProperties {
  static final int NODE_ID = 1;
  static final String LOOPBACK = "127.0.0.1";
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final String BROKER_LISTENER = "PLAINTEXT";
  private static final int MIB = 1 << 20;

  private final Properties properties = new Properties();

  private NodeProperties() {}

  static Properties singleNode(Path directory, int brokerPort, int controllerPort) {
    NodeProperties node = new NodeProperties();
    node.endpoints(brokerPort, controllerPort);
    node.oneReplicaOfEverything();
    node.smallFootprint();
    node.quickRestart();
    node.put("log.dirs", directory);
    node.put("auto.create.topics.enable", false);
    return node.properties;
  }

  private void endpoints(int brokerPort, int controllerPort) {
    String broker = "%s://%s:%d".formatted(BROKER_LISTENER, LOOPBACK, brokerPort);
    String controller = "%s://%s:%d".formatted(CONTROLLER_LISTENER, LOOPBACK, controllerPort);
    put("process.roles", "broker,controller");
    put("node.id", NODE_ID);
    put("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, LOOPBACK, controllerPort));
    put("listeners", broker + "," + controller);
    put("advertised.listeners", broker);
    put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    put("controller.listener.names", CONTROLLER_LISTENER);
    put("inter.broker.listener.name", BROKER_LISTENER);
  }

  private void oneReplicaOfEverything() {
    put("offsets.topic.replication.factor", 1);
    put("transaction.state.log.replication.factor", 1);
    put("transaction.state.log.min.isr", 1);
    put("share.coordinator.state.topic.replication.factor", 1);
    put("share.coordinator.state.topic.min.isr", 1);
    put("offsets.topic.num.partitions", 2);
    put("transaction.state.log.num.partitions", 2);
    put("share.coordinator.state.topic.num.partitions", 1);
  }

  private void smallFootprint() {
    put("num.network.threads", 1);
    put("num.io.threads", 2);
    put("background.threads", 1);
    put("num.recovery.threads.per.data.dir", 1);
    put("group.coordinator.threads", 1);
    put("group.coordinator.background.threads", 1);
    put("log.cleaner.dedupe.buffer.size", 2 * MIB);
    put("log.cleaner.io.buffer.size", MIB / 8);
    put("log.segment.bytes", 64 * MIB);
    put("log.index.size.max.bytes", MIB);
    put("metadata.log.segment.bytes", 8 * MIB);
    put("metadata.max.idle.interval.ms", 5_000);
  }

  private void quickRestart() {
    // After a kill the controller takes the node back only once the old session has run out; a
    // starved node must not lose its session before that either.
    put("broker.heartbeat.interval.ms", 500);
    put("broker.session.timeout.ms", 6_000);
    put("group.initial.rebalance.delay.ms", 0);
  }

  private void put(String key, Object value) {
    properties.setProperty(key, value.toString());
  }
}
