package io.thalweg.serving.follow;

import io.thalweg.schemas.AliasAssignment;
import io.thalweg.schemas.ModelAnnouncement;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.VersionTable;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operations on aliases, on a server. Each writes to the log of aliases, from which this and
 * every other server learns of it, then waits a while for it to take effect here; so not for event
 * loops. Of two at the same time on two servers the later in the log counts. Thread-safe.
 */
public final class VersionAdmin {
  private final VersionTable table;
  private final AliasBook book;
  private final AliasRules rules;
  private final AliasLog log;
  private final Duration patience;

  /** Of a model one at a time, so that each sees what the one before has done. */
  private final Map<String, Lock> locks = new ConcurrentHashMap<>();

  /**
   * Writes nothing yet.
   *
   * @param patience how long to wait for what was written to take effect here
   */
  public VersionAdmin(
      VersionTable table, AliasBook book, AliasRules rules, AliasLog log, Duration patience) {
    this.table = table;
    this.book = book;
    this.rules = rules;
    this.log = log;
    this.patience = patience;
  }

  /**
   * What an operation has done.
   *
   * @param from what the alias named before, null: nothing
   * @param to what it is to name, null: nothing
   * @param inEffect whether requests to this server get it by now
   * @param pending why not
   * @param durable whether it outlives this process
   */
  public record Change(
      String model,
      String alias,
      @Nullable Long from,
      @Nullable Long to,
      boolean inEffect,
      @Nullable String pending,
      boolean durable) {}

  @FunctionalInterface
  private interface Operation {
    AliasAssignment next() throws AliasException;
  }

  /** The alias names this version. */
  public Change assign(String model, String alias, long version) throws AliasException {
    return write(model, () -> rules.assign(model, alias, version));
  }

  /** The alias names nothing any more. */
  public Change remove(String model, String alias) throws AliasException {
    return write(model, () -> rules.remove(model, alias));
  }

  /** Requests without a version stay on this one, while newer ones load as {@code latest}. */
  public Change pin(String model, long version) throws AliasException {
    return write(model, () -> rules.pin(model, version));
  }

  /** Requests without a version get the newest again. */
  public Change unpin(String model) throws AliasException {
    return write(model, () -> rules.unpin(model));
  }

  /** The canary becomes the champion. */
  public Change promote(String model) throws AliasException {
    return write(model, () -> rules.promote(model));
  }

  /** The champion becomes what served before it. */
  public Change rollback(String model) throws AliasException {
    return write(model, () -> rules.rollback(model));
  }

  /** The highest version that the alias has named, of those that its log remembers. */
  public OptionalLong highest(String model, String alias) {
    AliasAssignment last = book.find(model, alias);
    if (last == null) {
      return OptionalLong.empty();
    }
    return Stream.concat(Stream.ofNullable(last.target()), last.earlier().stream())
        .mapToLong(ModelAnnouncement::version)
        .max();
  }

  /** Models that the server doesn't know share a lock, so that no caller makes them many. */
  private Lock lock(String model) {
    String known = table.slot(model) == null ? "" : model;
    return locks.computeIfAbsent(known, m -> new ReentrantLock());
  }

  private Change write(String model, Operation operation) throws AliasException {
    Lock lock = lock(model);
    lock.lock();
    try {
      AliasAssignment next = operation.next();
      AliasAssignment last = book.find(next.model(), next.alias());
      log.write(next);
      boolean known = book.await(() -> isSettled(next), patience);
      Long to = version(next.target());
      boolean inEffect = known && isInEffect(next);
      return new Change(
          next.model(),
          next.alias(),
          last == null ? null : version(last.target()),
          to,
          inEffect,
          inEffect ? null : failure(next).orElse("it has not been read back from the log yet"),
          log.isDurable());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AliasException(
          AliasException.Kind.UNAVAILABLE, "interrupted; whether it was written isn't known", e);
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable Long version(@Nullable ModelAnnouncement announcement) {
    return announcement == null ? null : announcement.version();
  }

  private boolean isSettled(AliasAssignment next) {
    return isInEffect(next)
        || (next.equals(book.find(next.model(), next.alias())) && failure(next).isPresent());
  }

  private boolean isInEffect(AliasAssignment next) {
    ModelSlot slot = table.slot(next.model());
    return next.equals(book.find(next.model(), next.alias()))
        && slot != null
        && Objects.equals(slot.aliases().get(next.alias()), version(next.target()));
  }

  private Optional<String> failure(AliasAssignment next) {
    Long to = version(next.target());
    return to == null ? Optional.empty() : book.failure(next.model(), to);
  }
}
