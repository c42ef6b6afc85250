package io.thalweg.serving.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.thalweg.model.config.JsonFault;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Projects an event into a row, as the learner projects the topic's records: fields that no feature
 * reads are skipped, those that aren't there are missing. Thread-safe.
 */
public final class EventReader {
  private static final int MAX_NESTING = 32;
  private static final int FIELDS_SHOWN = 5;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
          .build();

  private final List<Feature> features;
  private final EventFields fields;
  private final FieldValues values;

  public EventReader(FeatureSpec spec, RowEncoder encoder) {
    this.features = spec.features();
    this.fields = EventFields.of(spec);
    this.values = new FieldValues(spec.features(), encoder);
  }

  /**
   * Reads one event.
   *
   * @param event JSON, UTF-8
   * @param row cleared
   * @return how often features, or histories that look back at it, found their field
   * @throws BadValueException when it is no event
   */
  public int read(byte[] event, ByteBuffer row) throws BadValueException {
    try (JsonParser json = JSON.createParser(event)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadValueException("the event is not a JSON object");
      }
      int found = record(json, fields, row);
      if (json.nextToken() != null) {
        throw new BadValueException("the event goes on after its JSON object");
      }
      return found;
    } catch (JsonProcessingException e) {
      throw new BadValueException("the event is not JSON: " + JsonFault.of(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For an event in which nothing was found, and whose key says nothing either. */
  public BadValueException foreign() {
    return new BadValueException(
        "the event has none of the fields that the model reads, such as "
            + features.stream()
                .map(Feature::field)
                .filter(field -> !field.isEmpty())
                .distinct()
                .limit(FIELDS_SHOWN)
                .toList());
  }

  /** From a record's opening to its end; answers how many features found their field. */
  private int record(JsonParser json, EventFields record, ByteBuffer row)
      throws IOException, BadValueException {
    int found = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      EventFields field = record.member(json.currentName());
      JsonToken value = json.nextToken();
      if (field == null) {
        json.skipChildren();
      } else if (value == JsonToken.START_OBJECT && field.isRecord()) {
        found += record(json, field, row);
      } else if (field.features().isEmpty() && field.isLookedBackAt()) {
        found++;
        json.skipChildren();
      } else if (field.features().isEmpty()) {
        requireMissing(json, value);
      } else {
        found += field.features().size();
        values.put(json, value, field.features(), row);
      }
    }
    return found;
  }

  private static void requireMissing(JsonParser json, JsonToken value)
      throws IOException, BadValueException {
    if (value != JsonToken.VALUE_NULL) {
      throw new BadValueException(
          "%s: want a record, found %s".formatted(json.currentName(), Shown.value(json, value)));
    }
  }
}
