package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.registry.RegistryException;
import io.thalweg.ingestion.registry.SchemaId;
import io.thalweg.ingestion.registry.SchemaRegistry;
import io.thalweg.ingestion.registry.UnknownSchemaException;
import io.thalweg.model.feature.BadValueException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A walk for each writers' schema, made when a record first names it. What an id names never
 * changes, so a walk, or the reason why there can't be one, is kept; that the registry doesn't know
 * an id is forgotten soon. Ids come from outside: the least recently used go when there are many.
 * Confined to one thread.
 */
final class Walks {
  /** How long an id counts as unknown. */
  static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

  static final int MAX_KEPT = 1_000;

  private final SchemaRegistry registry;
  private final SchemaBinding binding;
  private final LongSupplier nanoTime;
  private final Map<SchemaId, Entry> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<SchemaId, Entry> eldest) {
          return size() > MAX_KEPT;
        }
      };

  /** Most topics have one schema for a long time. */
  private @Nullable SchemaId lastId;

  private @Nullable Step lastWalk;

  /** A walk or why there is none; until when, in the clock's time, if not for ever. */
  private record Entry(@Nullable Step walk, String reason, boolean passing, long untilNanos) {}

  Walks(SchemaRegistry registry, SchemaBinding binding, LongSupplier nanoTime) {
    this.registry = registry;
    this.binding = binding;
    this.nanoTime = nanoTime;
  }

  /**
   * The walk over records that name this schema.
   *
   * @throws BadValueException when there is none
   * @throws io.thalweg.ingestion.registry.RegistryException when that can't be told for now
   */
  Step of(Frame frame) throws BadValueException {
    if (lastId != null && lastWalk != null && frame.is(lastId)) {
      return lastWalk;
    }
    SchemaId id = frame.id();
    Entry entry = entries.get(id);
    if (entry == null || (entry.passing() && nanoTime.getAsLong() - entry.untilNanos() >= 0)) {
      entry = entry(id);
      entries.put(id, entry);
    }
    Step walk = entry.walk();
    if (walk == null) {
      throw new BadValueException(entry.reason());
    }
    lastId = id;
    lastWalk = walk;
    return walk;
  }

  private Entry entry(SchemaId id) {
    try {
      return new Entry(binding.walk(find(id)), "", false, 0);
    } catch (UnknownSchemaException e) {
      long until = nanoTime.getAsLong() + UNKNOWN_FOR.toNanos();
      return new Entry(null, String.valueOf(e.getMessage()), true, until);
    } catch (SchemaMismatchException e) {
      String reason =
          "%s can't be read as %s: %s".formatted(id, binding.schemaName(), e.getMessage());
      return new Entry(null, Refusal.cut(reason), false, 0);
    }
  }

  /** What goes wrong with the asking itself is no record's fault. */
  private Schema find(SchemaId id) throws UnknownSchemaException {
    try {
      return registry.find(id);
    } catch (RegistryException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new RegistryException(
          "registry: asking for %s failed by %s; look at the registry section"
              .formatted(id, e.getClass().getSimpleName()));
    }
  }
}
