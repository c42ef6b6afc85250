package io.thalweg.ingestion;

import io.thalweg.model.Head;
import java.io.Serializable;
import java.util.List;

/** What a label can be. Immutable. */
public sealed interface LabelValues extends Serializable {
  /** Any finite number. */
  record AnyNumber() implements LabelValues {}

  /** A class from 0 to below {@code classes}. */
  record OneClass(int classes) implements LabelValues {
    public OneClass {
      if (classes < 2) {
        throw new BindingException("label.classes: %d; want 2 or more".formatted(classes));
      }
    }
  }

  /**
   * Any of so many labels, none included.
   *
   * @param names by index; empty where records say indexes
   */
  record AnySet(int labels, List<String> names) implements LabelValues {
    public AnySet {
      names = List.copyOf(names);
    }
  }

  /** What a head can learn. */
  static LabelValues of(Head head) {
    if (head instanceof Head.Multilabel m) {
      return new AnySet(m.labels(), m.names());
    }
    return of(head.classes());
  }

  /** One of so many classes; 0 for any number. */
  static LabelValues of(int classes) {
    return classes == 0 ? new AnyNumber() : new OneClass(classes);
  }

  /** Labels that can be in a set; 0 where a label is none. */
  default int labels() {
    return this instanceof AnySet set ? set.labels() : 0;
  }
}
