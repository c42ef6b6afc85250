package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.DataSubjects;
import io.thalweg.ingestion.LabelValues;
import io.thalweg.ingestion.decode.FieldValue.Kind;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.MultiValuedFeature;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.TextFeature;
import io.thalweg.model.feature.TimeFeature;

/** What can be done with a field's value, and what values each refuses. Stateless. */
final class Targets {
  /** Ids and keys are kept in state and in hash maps: short ones only. */
  static final int MAX_ID_BYTES = 1024;

  private static final char REPLACEMENT = '\uFFFD';

  private Targets() {}

  static Target id(String field) {
    return (value, draft) -> draft.id = identity(field, value);
  }

  static Target key(String field) {
    return (value, draft) -> draft.key = identity(field, value);
  }

  /** Whom the event is about; a missing one is nobody. */
  static Target subject(String field) {
    return (value, draft) -> {
      if (value.kind != Kind.MISSING) {
        draft.subject = DataSubjects.number(identity(field, value));
      }
    };
  }

  /**
   * The event time.
   *
   * @param perMilli units of the field in a millisecond
   */
  static Target time(String field, int perMilli) {
    return (value, draft) -> {
      requirePresent(field, value);
      draft.eventTimeMillis =
          EventTimes.checkedAgainst(
              field, Math.floorDiv(value.whole, perMilli), draft.recordTimeMillis);
    };
  }

  static Target label(String field, LabelValues values) {
    if (values instanceof LabelValues.AnySet set) {
      return new LabelSetTarget(field, set);
    }
    int classes = values instanceof LabelValues.OneClass c ? c.classes() : 0;
    return (value, draft) -> {
      requirePresent(field, value);
      double label = value.number();
      if (!Float.isFinite((float) label)) {
        throw new BadValueException("%s: label %s is not a finite number".formatted(field, label));
      }
      if (classes > 0 && !(label >= 0 && label < classes && label == Math.rint(label))) {
        throw new BadValueException(
            "%s: label %s is not a class from 0 to %d".formatted(field, label, classes - 1));
      }
      draft.label = (float) label;
    };
  }

  /** A feature; a missing one stays missing. */
  static Target feature(RowEncoder encoder, int index, Feature feature) {
    Target present = present(encoder, index, feature);
    return (value, draft) -> {
      if (value.kind != Kind.MISSING) {
        present.accept(value, draft);
      }
    };
  }

  private static Target present(RowEncoder encoder, int index, Feature feature) {
    if (feature instanceof Feature.Numeric) {
      return (value, draft) -> encoder.numeric(draft.row, index, value.number());
    }
    if (feature instanceof Feature.Flag) {
      return (value, draft) -> encoder.flag(draft.row, index, value.flag);
    }
    if (feature instanceof Feature.History) {
      return (value, draft) -> encoder.history(draft.row, index, value.number());
    }
    if (feature instanceof Feature.Vector vector) {
      return (value, draft) -> elements(encoder, index, vector, value, draft);
    }
    if (feature instanceof TextFeature) {
      return (value, draft) -> encoder.text(draft.row, index, value.text());
    }
    if (feature instanceof TimeFeature) {
      return (value, draft) -> encoder.time(draft.row, index, value.whole);
    }
    if (feature instanceof ImageFeature) {
      return (value, draft) -> encoder.image(draft.row, index, value.utf8, value.length);
    }
    if (feature instanceof MultiValuedFeature) {
      return (value, draft) -> categories(encoder, index, value, draft);
    }
    return (value, draft) -> {
      if (value.kind == Kind.TEXT) {
        encoder.category(draft.row, index, value.utf8, value.length);
      } else {
        encoder.category(draft.row, index, value.text());
      }
    };
  }

  private static void categories(RowEncoder encoder, int index, FieldValue value, Draft draft)
      throws BadValueException {
    for (int i = 0; value.kind == Kind.WHOLES && i < value.length; i++) {
      value.texts[i] = Long.toString(value.wholes[i]);
    }
    encoder.categories(draft.row, index, value.texts, value.length);
  }

  private static void elements(
      RowEncoder encoder, int index, Feature.Vector vector, FieldValue value, Draft draft)
      throws BadValueException {
    if (value.length != vector.size()) {
      throw new BadValueException(
          "%s: %d numbers, want %d".formatted(vector.field(), value.length, vector.size()));
    }
    encoder.elements(draft.row, index, value.numbers);
  }

  private static String identity(String field, FieldValue value) throws BadValueException {
    requirePresent(field, value);
    if (value.kind == Kind.TEXT && (value.length == 0 || value.length > MAX_ID_BYTES)) {
      throw new BadValueException(
          "%s: %d bytes, want 1 to %d".formatted(field, value.length, MAX_ID_BYTES));
    }
    String text = value.text();
    if (text.indexOf(REPLACEMENT) >= 0) {
      throw new BadValueException("%s: '%s' is not valid UTF-8".formatted(field, text));
    }
    return text;
  }

  static void requirePresent(String field, FieldValue value) throws BadValueException {
    if (value.kind == Kind.MISSING) {
      throw new BadValueException(field + ": is missing");
    }
  }
}
