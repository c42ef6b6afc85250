package io.thalweg.cli.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker that lets nobody in without TLS and SCRAM, and lets nobody do what no rule allows. Each
 * listener shows a certificate of its own. One more, in the clear, is for the test alone: its
 * clients may do everything. Confined to one thread.
 */
public final class SecureKafka implements AutoCloseable {
  public static final String MECHANISM = "SCRAM-SHA-256";

  private static final int MIN_ITERATIONS = 4096;
  private static final String LOOPBACK = NodeProperties.LOOPBACK;

  private final EmbeddedKafka kafka;
  private final Map<String, Integer> ports;
  private final Admin admin;

  private SecureKafka(EmbeddedKafka kafka, Map<String, Integer> ports) {
    this.kafka = kafka;
    this.ports = ports;
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  /**
   * Starts on free ports.
   *
   * @param certificates by listener, in lower case: a key and its certificate
   */
  public static SecureKafka start(Path directory, Map<String, Path> certificates)
      throws IOException {
    Map<String, Integer> ports = new LinkedHashMap<>();
    for (String listener : certificates.keySet()) {
      ports.put(listener, FreePort.find());
    }
    int open = FreePort.find();
    Properties node = NodeProperties.singleNode(directory, open, FreePort.find());
    StringBuilder listeners = new StringBuilder(node.getProperty("listeners"));
    StringBuilder advertised = new StringBuilder(node.getProperty("advertised.listeners"));
    StringBuilder protocols = new StringBuilder(node.getProperty("listener.security.protocol.map"));
    certificates.forEach(
        (listener, certificate) -> {
          String name = listener.toUpperCase(java.util.Locale.ROOT);
          String at = ",%s://%s:%d".formatted(name, LOOPBACK, ports.get(listener));
          listeners.append(at);
          advertised.append(at);
          protocols.append(",%s:SASL_SSL".formatted(name));
          String prefix = "listener.name.%s.".formatted(listener);
          node.setProperty(prefix + "ssl.keystore.type", "PEM");
          node.setProperty(prefix + "ssl.keystore.location", certificate.toString());
          node.setProperty(prefix + "sasl.enabled.mechanisms", MECHANISM);
          node.setProperty(
              prefix + "scram-sha-256.sasl.jaas.config",
              "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        });
    node.setProperty("listeners", listeners.toString());
    node.setProperty("advertised.listeners", advertised.toString());
    node.setProperty("listener.security.protocol.map", protocols.toString());
    node.setProperty(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    node.setProperty("super.users", "User:ANONYMOUS");
    return new SecureKafka(EmbeddedKafka.start(directory, node, open), ports);
  }

  /** Where a listener is. */
  public String at(String listener) {
    return LOOPBACK + ":" + ports.get(listener);
  }

  /** For whom everything is allowed. */
  public Admin admin() {
    return admin;
  }

  /** In the clear, where everything is allowed. */
  public String inTheClear() {
    return kafka.bootstrapServers();
  }

  public void addUser(String name, String password) throws Exception {
    admin
        .alterUserScramCredentials(
            List.of(
                new UserScramCredentialUpsertion(
                    name,
                    new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, MIN_ITERATIONS),
                    password)))
        .all()
        .get();
  }

  /** What a user may do. */
  public void allow(String user, List<Rule> rules) throws Exception {
    admin.createAcls(rules.stream().map(rule -> rule.of(user)).toList()).all().get();
  }

  /** Takes one of them away. */
  public void forbid(String user, Rule rule) throws Exception {
    admin.deleteAcls(List.of(rule.of(user).toFilter())).all().get();
  }

  /** Where a topic's one partition ends; 0 where there is none. */
  public long records(String topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    if (!admin.listTopics().names().get().contains(topic)) {
      return 0;
    }
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }

  /** One thing that a user may do. */
  public record Rule(ResourceType type, String name, PatternType pattern, AclOperation operation) {
    public static Rule topic(String name, AclOperation operation) {
      return new Rule(ResourceType.TOPIC, name, PatternType.LITERAL, operation);
    }

    AclBinding of(String user) {
      return new AclBinding(
          new ResourcePattern(type, name, pattern),
          new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }
  }

  @Override
  public void close() {
    admin.close();
    kafka.close();
  }
}
