package io.thalweg.ingestion;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where labels come from. Immutable. */
public sealed interface LabelSpec extends Serializable {
  /** Number of classes: a label is one of 0 .. classes-1; 0 where it is any finite number. */
  int classes();

  /**
   * The label is a field of the event.
   *
   * @param field a number or a boolean (true is 1)
   */
  record Inline(String field, int classes) implements LabelSpec {
    public Inline {
      requireClasses(classes);
    }
  }

  /**
   * Labels come later, on a topic of their own, and are joined by the event's id.
   *
   * @param schemaName how errors name the schema, say its file
   * @param schemaJson the writers' Avro schema, a record
   * @param id the event's id
   * @param label a number or a boolean (true is 1)
   * @param time when the label became known; null: the Kafka record's timestamp
   * @param window how long after its event a label counts, in event time
   */
  record FromTopic(
      String topic,
      String schemaName,
      String schemaJson,
      String id,
      String label,
      @Nullable String time,
      Duration window,
      int classes)
      implements LabelSpec {
    private static final Duration LONGEST = Duration.ofDays(3650);

    public FromTopic {
      requireClasses(classes);
      if (window.isNegative() || window.toMillis() == 0 || window.compareTo(LONGEST) > 0) {
        throw new BindingException(
            "label.window: %s is not between 1 ms and %s; set how long a label may take"
                .formatted(window, LONGEST));
      }
    }
  }

  private static void requireClasses(int classes) {
    if (classes < 0 || classes == 1) {
      throw new BindingException(
          "label.classes: %d; want 2 or more, or 0 for a number".formatted(classes));
    }
  }
}
