package io.thalweg.ingestion.kafka;

import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be done on a Kafka, asked before it begins: in the midst of a job a refusal
 * would be tried again for minutes. Nothing is changed there. Topics that aren't there are none of
 * its business. Confined to one thread.
 */
public final class KafkaAccess {
  private final ClientFailure client;
  private final Map<String, Set<AclOperation>> topics = new LinkedHashMap<>();
  private final Set<String> groups = new LinkedHashSet<>();
  private final Map<String, Thing> transactions = new LinkedHashMap<>();

  private KafkaAccess(ClientFailure client) {
    this.client = client;
  }

  /**
   * Of nothing yet.
   *
   * @param properties of the clients that will do it
   */
  public static KafkaAccess of(String bootstrapServers, Map<String, String> properties) {
    return new KafkaAccess(new ClientFailure(bootstrapServers, properties));
  }

  public KafkaAccess reads(String topic) {
    return uses(topic, READ);
  }

  public KafkaAccess writes(String topic) {
    return uses(topic, WRITE);
  }

  private KafkaAccess uses(String topic, AclOperation operation) {
    topics.computeIfAbsent(topic, t -> EnumSet.noneOf(AclOperation.class)).add(operation);
    return this;
  }

  /** Offsets are committed under this group. */
  public KafkaAccess commitsAs(String group) {
    groups.add(group);
    return this;
  }

  /** Transactions are written under this id. */
  public KafkaAccess transactsAs(String id) {
    transactions.put(id, new Thing("transactional id", "--transactional-id", id));
    return this;
  }

  /** Transactions are written by Flink's sink, under ids that begin with this and a hyphen. */
  public KafkaAccess transactsUnder(String prefix) {
    String option = "--resource-pattern-type prefixed --transactional-id";
    transactions.put(prefix + "-0-1", new Thing("transactional ids from", option, prefix));
    return this;
  }

  /**
   * Asks for all of it.
   *
   * @throws TopicException for the first thing that isn't allowed, or when Kafka refuses the client
   *     or doesn't answer
   */
  public void require() throws TopicException {
    require(TopicAdmin.PATIENCE);
  }

  /** As the other, for each question with a patience of its own. */
  public void require(Duration patience) throws TopicException {
    try (TopicAdmin.Session session = TopicAdmin.open(client)) {
      for (Map.Entry<String, Set<AclOperation>> topic : topics.entrySet()) {
        requireTopic(session, topic.getKey(), topic.getValue(), patience);
      }
      for (String group : groups) {
        requireGroup(session, group, patience);
      }
      for (Map.Entry<String, Thing> id : transactions.entrySet()) {
        requireTransactions(session, id.getKey(), id.getValue(), patience);
      }
    }
  }

  private void requireTopic(
      TopicAdmin.Session session, String topic, Set<AclOperation> wanted, Duration patience)
      throws TopicException {
    var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
    var answer = session.admin().describeTopics(List.of(topic), options).topicNameValues();
    KafkaFuture<Set<AclOperation>> allowed =
        Objects.requireNonNull(answer.get(topic))
            .thenApply(description -> description.authorizedOperations());
    require(wanted, answered(allowed, patience, topic), new Thing("topic", "--topic", topic));
  }

  private void requireGroup(TopicAdmin.Session session, String group, Duration patience)
      throws TopicException {
    var options = new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true);
    var answer = session.admin().describeConsumerGroups(List.of(group), options).describedGroups();
    KafkaFuture<Set<AclOperation>> allowed =
        Objects.requireNonNull(answer.get(group))
            .thenApply(description -> description.authorizedOperations());
    require(
        EnumSet.of(READ), answered(allowed, patience, group), new Thing("group", "--group", group));
  }

  /** Whoever may write under an id may also ask what it has open; nobody else is told. */
  private void requireTransactions(
      TopicAdmin.Session session, String id, Thing thing, Duration patience) throws TopicException {
    var answer = session.admin().describeTransactions(List.of(id)).description(id);
    KafkaFuture<Set<AclOperation>> allowed = answer.thenApply(description -> EnumSet.of(WRITE));
    require(EnumSet.of(WRITE), answered(allowed, patience, id), thing);
  }

  private record Thing(String kind, String option, String name) {}

  /** What is allowed, nothing where not even asking is; null where there is no telling. */
  private @Nullable Set<AclOperation> answered(
      KafkaFuture<Set<AclOperation>> answer, Duration patience, String what) throws TopicException {
    try {
      return TopicAdmin.await(client, what, answer, patience);
    } catch (TopicException e) {
      Throwable cause = e.getCause();
      if (cause instanceof AuthorizationException) {
        return Set.of();
      }
      if (cause instanceof UnknownTopicOrPartitionException
          || cause instanceof GroupIdNotFoundException
          || cause instanceof TransactionalIdNotFoundException
          || cause instanceof UnsupportedVersionException
          || cause instanceof CoordinatorNotAvailableException) {
        return null;
      }
      throw e;
    }
  }

  private void require(Set<AclOperation> wanted, @Nullable Set<AclOperation> allowed, Thing thing)
      throws TopicException {
    for (AclOperation operation : wanted) {
      if (allowed != null && !allowed.contains(operation) && !allowed.contains(AclOperation.ALL)) {
        throw new TopicException(
            "%s '%s' on %s: %s may not %s it; allow it: kafka-acls.sh --add --allow-principal User:%s --operation %s %s %s"
                .formatted(
                    thing.kind(),
                    thing.name(),
                    client.servers(),
                    client.user(),
                    operation.name(),
                    client.userName().orElse("NAME"),
                    operation == READ ? "Read" : "Write",
                    thing.option(),
                    thing.name()),
            new AuthorizationException(thing.name()));
      }
    }
  }
}
