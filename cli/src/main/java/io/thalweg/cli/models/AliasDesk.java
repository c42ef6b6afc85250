package io.thalweg.cli.models;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.schemas.Topics;
import io.thalweg.serving.follow.AliasBook;
import io.thalweg.serving.follow.AliasException;
import io.thalweg.serving.follow.AliasRules;
import io.thalweg.serving.follow.Releases;
import io.thalweg.serving.follow.kafka.AliasTopic;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operations on aliases, by what the logs say when one is done. Each answers with a line for
 * people. Confined to one thread.
 */
public final class AliasDesk {
  private final Registry registry;
  private final AliasTopic log;

  public AliasDesk(Registry registry) {
    this.registry = registry;
    this.log = new AliasTopic(registry.kafka(), Topics.aliases(registry.topic()));
  }

  @FunctionalInterface
  private interface Operation {
    AliasAssignment by(AliasRules rules) throws AliasException;
  }

  public String promote(String model) throws TopicException {
    return write(model, rules -> rules.promote(model));
  }

  public String rollback(String model) throws TopicException {
    return write(model, rules -> rules.rollback(model));
  }

  /** Stays on the version; null: on the last release. */
  public String pin(String model, @Nullable Long version) throws TopicException {
    long to = version != null ? version : registry.find(model, Optional.empty()).version();
    return write(model, rules -> rules.pin(model, to));
  }

  public String unpin(String model) throws TopicException {
    return write(model, rules -> rules.unpin(model));
  }

  public String assign(String model, String alias, long version) throws TopicException {
    return write(model, rules -> rules.assign(model, alias, version));
  }

  public String remove(String model, String alias) throws TopicException {
    return write(model, rules -> rules.remove(model, alias));
  }

  /** A line for each alias that names something. */
  public List<String> list(String model) throws TopicException {
    registry.announcements(model);
    KafkaAccess.of(registry.bootstrapServers(), registry.kafka())
        .reads(Topics.aliases(registry.topic()))
        .require();
    List<String> lines = new ArrayList<>();
    read(new AliasBook())
        .targets(model)
        .forEach((alias, target) -> lines.add("%s %d".formatted(alias, target.version())));
    return lines;
  }

  private String write(String model, Operation operation) throws TopicException {
    String aliases = Topics.aliases(registry.topic());
    KafkaAccess.of(registry.bootstrapServers(), registry.kafka())
        .reads(aliases)
        .writes(aliases)
        .require();
    Releases releases = new Releases();
    registry.announcements(model).forEach(releases::add);
    AliasBook book = read(new AliasBook());
    try {
      AliasAssignment next = operation.by(new AliasRules(releases, book, InstantSource.system()));
      ModelAnnouncement before = book.targets(model).get(next.alias());
      log.write(next);
      return "%s: %s names %s, before %s"
          .formatted(model, next.alias(), named(next.target()), named(before));
    } catch (AliasException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }

  private static String named(@Nullable ModelAnnouncement version) {
    return version == null ? "nothing" : "version " + version.version();
  }

  private AliasBook read(AliasBook book) {
    try {
      log.readAll().forEach(book::put);
      return book;
    } catch (AliasException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    }
  }
}
