package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.LabelValues.AnySet;
import io.thalweg.ingestion.NearestName;
import io.thalweg.ingestion.decode.FieldValue.Kind;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.LabelSet;
import java.util.HashMap;
import java.util.Map;

/** A label that is a set, written as an array of indexes or of names, each once. Immutable. */
final class LabelSetTarget implements Target {
  /** No label's name is longer; what is isn't repeated, nor compared with all of them. */
  private static final int LONGEST_NAME = 64;

  private final String field;
  private final AnySet values;
  private final Map<String, Integer> indexes = new HashMap<>();

  LabelSetTarget(String field, AnySet values) {
    this.field = field;
    this.values = values;
    for (int i = 0; i < values.names().size(); i++) {
      indexes.put(values.names().get(i), i);
    }
  }

  @Override
  public void accept(FieldValue value, Draft draft) throws BadValueException {
    Targets.requirePresent(field, value);
    LabelSet set = LabelSet.none(values.labels());
    for (int i = 0; i < value.length; i++) {
      boolean named = value.kind == Kind.TEXTS;
      int label = named ? indexOf(value.texts[i]) : index(value.numbers[i]);
      if (set.contains(label)) {
        throw new BadValueException(
            "%s: label %s is there twice".formatted(field, named ? value.texts[i] : label));
      }
      set = set.with(label);
    }
    draft.labels = set;
    draft.label = value.length;
  }

  private int index(double index) throws BadValueException {
    if (!(index >= 0 && index < values.labels())) {
      throw new BadValueException(
          "%s: label %d is not from 0 to %d".formatted(field, (long) index, values.labels() - 1));
    }
    return (int) index;
  }

  private int indexOf(String name) throws BadValueException {
    Integer index = indexes.get(name);
    if (index == null && name.length() > LONGEST_NAME) {
      throw new BadValueException(
          "%s: a label of %d characters is none of model.head.labels"
              .formatted(field, name.length()));
    }
    if (index == null) {
      throw new BadValueException(
          "%s: label '%s' is none of model.head.labels%s"
              .formatted(field, name, NearestName.hint(name, values.names())));
    }
    return index;
  }
}
