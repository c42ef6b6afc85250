package io.thalweg.ingestion;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where labels come from. Immutable. */
public sealed interface LabelSpec extends Serializable {
  LabelValues values();

  /**
   * The label is a field of the event.
   *
   * @param field a number or a boolean (true is 1), or an array where labels are sets
   */
  record Inline(String field, LabelValues values) implements LabelSpec {
    /** Of so many classes; 0 for any number. */
    public Inline(String field, int classes) {
      this(field, LabelValues.of(classes));
    }
  }

  /**
   * Labels come later, on a topic of their own, and are joined by the event's id.
   *
   * @param schemaName how errors name the schema, say its file
   * @param schemaJson the Avro schema that records are read by, a record
   * @param id the event's id
   * @param label a number or a boolean (true is 1), or an array where labels are sets
   * @param time when the label became known; null: the Kafka record's timestamp
   * @param window how long after its event a label counts, in event time
   * @param wire how records are written
   * @param provisional after so long an event without a label is learned as class 0; null: never
   */
  record FromTopic(
      String topic,
      String schemaName,
      String schemaJson,
      String id,
      String label,
      @Nullable String time,
      Duration window,
      LabelValues values,
      WireSpec wire,
      @Nullable Duration provisional)
      implements LabelSpec {
    private static final Duration LONGEST = Duration.ofDays(3650);

    public FromTopic {
      if (window.isNegative() || window.toMillis() == 0 || window.compareTo(LONGEST) > 0) {
        throw new BindingException(
            "label.window: %s is not between 1 ms and %s; set how long a label may take"
                .formatted(window, LONGEST));
      }
    }

    /** In plain Avro, and nothing is learned without its label. */
    public FromTopic(
        String topic,
        String schemaName,
        String schemaJson,
        String id,
        String label,
        @Nullable String time,
        Duration window,
        LabelValues values) {
      this(topic, schemaName, schemaJson, id, label, time, window, values, WireSpec.PLAIN, null);
    }

    /** How long events and labels wait for each other. */
    public LabelWaits waits() {
      return new LabelWaits(window, provisional);
    }

    /** Of so many classes, 0 for any number; in plain Avro. */
    public FromTopic(
        String topic,
        String schemaName,
        String schemaJson,
        String id,
        String label,
        @Nullable String time,
        Duration window,
        int classes) {
      this(topic, schemaName, schemaJson, id, label, time, window, LabelValues.of(classes));
    }
  }
}
