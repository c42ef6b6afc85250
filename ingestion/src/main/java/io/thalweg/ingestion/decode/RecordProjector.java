package io.thalweg.ingestion.decode;

import io.thalweg.ingestion.BindingException;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.LabelValues;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.registry.Registries;
import io.thalweg.ingestion.registry.RegistryException;
import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.ImageFeature;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.model.feature.RowTail;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Turns a record's bytes into its id, key, time, label and projected row by one walk over the
 * writers' schema, which skips what isn't wanted. In which form they are written, the specification
 * says. Where features look back, a row carries its key as a {@link RowTail}. A refused record
 * leaves nothing behind that the next one could meet. Not thread-safe: one per thread.
 */
public final class RecordProjector {
  private final Decoding decoding;
  private final @Nullable RowEncoder encoder;
  private final Draft draft = new Draft();

  private RecordProjector(Decoding decoding, @Nullable RowEncoder encoder, int longestArray) {
    this.decoding = decoding;
    this.encoder = encoder;
    this.draft.value.numbers = new double[longestArray];
    this.draft.value.wholes = new long[longestArray];
    this.draft.value.texts = new String[longestArray];
  }

  /**
   * A projector of events.
   *
   * @throws BindingException when the schema lacks what is wanted of it
   */
  public static RecordProjector bind(SourceSpec source, LabelSpec labels, FeatureSpec features) {
    return bind(source, labels, features, FieldObserver.NONE);
  }

  /**
   * A projector of events that tells what it reads.
   *
   * @throws BindingException when the schema lacks what is wanted of it
   */
  public static RecordProjector bind(
      SourceSpec source, LabelSpec labels, FeatureSpec features, FieldObserver observer) {
    return bind(source, labels, features, observer, Registries::of);
  }

  static RecordProjector bind(
      SourceSpec source,
      LabelSpec labels,
      FeatureSpec features,
      FieldObserver observer,
      Decodings.Opening registries) {
    SchemaBinding binding =
        new SchemaBinding("source.schema", source.schemaName(), source.schemaJson());
    String id = source.id();
    String key = source.key();
    binding.want("source.id", id, Accepts.IDENTITY, s -> Targets.id(id));
    if (key != null) {
      binding.want("source.key", key, Accepts.IDENTITY, s -> Targets.key(key));
    }
    String subject = source.subject();
    if (subject != null) {
      binding.want("erasure.subject", subject, Accepts.IDENTITY, s -> Targets.subject(subject));
    }
    wantTime(binding, "source.time", source.time());
    if (labels instanceof LabelSpec.Inline inline) {
      wantLabel(binding, inline.field(), inline.values());
    }
    RowEncoder encoder = new RowEncoder(features, labels.values().labels());
    int longestArray = labels.values().labels();
    for (int i = 0; i < features.features().size(); i++) {
      int index = i;
      Feature f = features.features().get(i);
      if (f.field().isEmpty()) { // made of the label, or of other features
        continue;
      }
      String place = "features[" + i + "]";
      if (observer != FieldObserver.NONE) { // before what may refuse it
        Target seen = (value, draft) -> observer.saw(index, value.shown());
        binding.want(place, f.field(), Accepts.of(f), s -> seen);
      }
      binding.want(
          place,
          f.field(),
          Accepts.of(f),
          s -> {
            requireSize(place, s, f);
            return Targets.feature(encoder, index, f);
          });
      longestArray = Math.max(longestArray, f.slots());
    }
    RecordProjector projector =
        new RecordProjector(
            Decodings.of(source.wire(), binding, registries), encoder, longestArray);
    projector.draft.tail = features.looksBack() ? RowTail.of(encoder.layout()) : null;
    return projector;
  }

  /** What is wrong with every image can be said before the first. */
  private static void requireSize(String place, Schema schema, Feature f) {
    if (f instanceof ImageFeature image
        && schema.getType() == Schema.Type.FIXED
        && schema.getFixedSize() != image.shape().bytes()) {
      throw new BindingException(
          "%s: field '%s' has %d bytes, height x width x channels are %d"
              .formatted(place, f.field(), schema.getFixedSize(), image.shape().bytes()));
    }
  }

  /**
   * A projector of labels: id, label and time, no row.
   *
   * @throws BindingException when the schema lacks what is wanted of it
   */
  public static RecordProjector bindLabels(LabelSpec.FromTopic labels) {
    SchemaBinding binding =
        new SchemaBinding("label.schema", labels.schemaName(), labels.schemaJson());
    binding.want("label.id", labels.id(), Accepts.IDENTITY, s -> Targets.id(labels.id()));
    wantLabel(binding, labels.label(), labels.values());
    wantTime(binding, "label.time", labels.time());
    return new RecordProjector(
        Decodings.of(labels.wire(), binding, Registries::of), null, labels.values().labels());
  }

  private static void wantLabel(SchemaBinding binding, String field, LabelValues values) {
    binding.want("label.field", field, Accepts.of(values), s -> Targets.label(field, values));
  }

  private static void wantTime(SchemaBinding binding, String place, @Nullable String field) {
    if (field != null) {
      binding.want(place, field, Accepts.TIME, s -> Targets.time(field, Readers.unitsPerMilli(s)));
    }
  }

  /** Decodes one record without headers. */
  public Outcome project(byte @Nullable [] value, long recordTimeMillis) {
    return project(value, recordTimeMillis, RecordHeaders.NONE);
  }

  /**
   * Decodes one record; may wait for a registry.
   *
   * @param value null for a tombstone, which is refused
   * @param recordTimeMillis the Kafka record's timestamp
   * @throws RegistryException when a registry doesn't say what the record's schema is
   */
  public Outcome project(byte @Nullable [] value, long recordTimeMillis, RecordHeaders headers) {
    if (value == null) {
      return new Refusal("the record has no value");
    }
    if (value.length > AvroCursor.MAX_RECORD_BYTES) {
      return new Refusal(
          "the record has %d bytes, at most %d"
              .formatted(value.length, AvroCursor.MAX_RECORD_BYTES));
    }
    try {
      draft.start(newRow(), recordTimeMillis);
      decoding.decode(value, headers, draft);
      return draft.finish();
    } catch (RegistryException e) {
      decoding.renew();
      throw e;
    } catch (BadValueException e) {
      return refusal(String.valueOf(e.getMessage()), value);
    } catch (IOException | RuntimeException e) {
      // Whatever a decoder throws at bytes that are no record.
      return refusal(
          "the bytes are no record of the schema: "
              + (e instanceof EOFException
                  ? "it would go on after all %d of them".formatted(value.length)
                  : "among the %d of them is what no field can be".formatted(value.length)),
          value);
    }
  }

  private ByteBuffer newRow() {
    if (encoder == null) {
      return ByteBuffer.allocate(0);
    }
    ByteBuffer row = encoder.layout().newRow();
    encoder.clear(row);
    return row;
  }

  private Refusal refusal(String reason, byte[] value) {
    decoding.renew();
    return new Refusal(reason + decoding.note(value));
  }
}
