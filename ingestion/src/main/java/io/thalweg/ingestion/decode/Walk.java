package io.thalweg.ingestion.decode;

import io.thalweg.model.feature.BadValueException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Resolver;
import org.apache.avro.Resolver.Action;
import org.apache.avro.Schema;

/**
 * Compiles a writers' schema, the reader's and the fields that are wanted of it into one walk.
 * Avro's own resolver says what becomes of each field (specification 1.12, "Schema Resolution");
 * what isn't wanted is skipped. Confined to one thread, for the time of compiling.
 */
final class Walk {
  private final Wanted wanted;
  private final Set<Action> checked = Collections.newSetFromMap(new IdentityHashMap<>());

  private Walk(Wanted wanted) {
    this.wanted = wanted;
  }

  /**
   * The walk over a record.
   *
   * @throws SchemaMismatchException when Avro's rules don't allow to read the one as the other
   */
  static Step of(Schema writer, Schema reader, Wanted wanted) throws SchemaMismatchException {
    try {
      return new Walk(wanted).field(Resolver.resolve(writer, reader), "");
    } catch (AvroRuntimeException e) {
      throw new SchemaMismatchException(
          "Avro can't resolve it: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private Step field(Action action, String path) throws SchemaMismatchException {
    if (!wanted.is(path)) {
      check(action, path);
      return new Skip(action.writer, path);
    }
    if (action.writer.getType() == Schema.Type.NULL && action.type != Action.Type.ERROR) {
      Handout missing = wanted.missing(path);
      return (cursor, draft) -> missing.give(draft);
    }
    return switch (action.type) {
      case RECORD -> record((Resolver.RecordAdjust) action, path);
      case WRITER_UNION -> union((Resolver.WriterUnion) action, path);
      case READER_UNION -> field(((Resolver.ReaderUnion) action).actualAction, path);
      default -> value(action, path);
    };
  }

  private Step record(Resolver.RecordAdjust action, String path) throws SchemaMismatchException {
    String prefix = path.isEmpty() ? "" : path + ".";
    List<Step> steps = new ArrayList<>();
    List<Schema.Field> written = action.writer.getFields();
    for (int i = 0; i < written.size(); i++) {
      Action field = action.fieldActions[i];
      String name = prefix + written.get(i).name();
      steps.add(field.type == Action.Type.SKIP ? new Skip(field.writer, name) : field(field, name));
    }
    for (int i = action.firstDefault; i < action.readerOrder.length; i++) {
      Schema.Field field = action.readerOrder[i];
      for (Handout handout : wanted.fallback(field, prefix + field.name())) {
        steps.add((cursor, draft) -> handout.give(draft));
      }
    }
    Step[] all = steps.toArray(Step[]::new);
    return (cursor, draft) -> {
      for (Step step : all) {
        step.read(cursor, draft);
      }
    };
  }

  /** What can't be read is an error only of the records that have it. */
  private Step union(Resolver.WriterUnion action, String path) {
    Step[] branches = new Step[action.actions.length];
    for (int i = 0; i < branches.length; i++) {
      try {
        branches[i] = field(action.actions[i], path);
      } catch (SchemaMismatchException e) {
        String reason = String.valueOf(e.getMessage());
        branches[i] =
            (cursor, draft) -> {
              throw new BadValueException(reason);
            };
      }
    }
    return (cursor, draft) ->
        branches[cursor.index(path, "branch", branches.length)].read(cursor, draft);
  }

  private Step value(Action action, String path) throws SchemaMismatchException {
    Reader reader = Readers.of(action, path);
    Target[] targets = wanted.of(path);
    if (targets.length == 1 && action.type == Action.Type.DO_NOTHING) {
      if (action.writer.getType() == Schema.Type.FLOAT) {
        return floatStep(targets[0]);
      }
      if (action.writer.getType() == Schema.Type.DOUBLE) {
        return doubleStep(targets[0]);
      }
    }
    return (cursor, draft) -> {
      reader.read(cursor, draft.value);
      for (Target target : targets) {
        target.accept(draft.value, draft);
      }
    };
  }

  /** Call sites of their own: what most columns are, the JIT compiler can see through here. */
  private static Step floatStep(Target target) {
    return (cursor, draft) -> {
      draft.value.ofReal(cursor.in().readFloat());
      target.accept(draft.value, draft);
    };
  }

  private static Step doubleStep(Target target) {
    return (cursor, draft) -> {
      draft.value.ofReal(cursor.in().readDouble());
      target.accept(draft.value, draft);
    };
  }

  /** Whether the rules allow what isn't wanted, too; a union's branches show in records only. */
  private void check(Action action, String path) throws SchemaMismatchException {
    if (!checked.add(action)) {
      return;
    }
    if (action instanceof Resolver.ErrorAction error) {
      throw Mismatches.of(error, path);
    }
    if (action instanceof Resolver.ReaderUnion union) {
      check(union.actualAction, path);
    } else if (action instanceof Resolver.Container container) {
      check(container.elementAction, path);
    } else if (action instanceof Resolver.RecordAdjust record) {
      for (int i = 0; i < record.fieldActions.length; i++) {
        check(record.fieldActions[i], path + "." + record.writer.getFields().get(i).name());
      }
    }
  }
}
