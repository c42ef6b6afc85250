package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of an {@link Arrival} between a source and its splitter, never in state: int8 0 and an
 * example, 1 and a label, or 2 and a dead letter. Immutable.
 */
final class ArrivalSerializer extends ValueSerializer<Arrival> {
  static final ArrivalSerializer INSTANCE = new ArrivalSerializer();

  private static final byte EXAMPLE = 0;
  private static final byte LABEL = 1;
  private static final byte DEAD_LETTER = 2;

  private ArrivalSerializer() {}

  @Override
  public Arrival createInstance() {
    return LabelSerializer.INSTANCE.createInstance();
  }

  @Override
  public void serialize(Arrival value, DataOutputView target) throws IOException {
    if (value instanceof Example example) {
      target.writeByte(EXAMPLE);
      ExampleSerializer.INSTANCE.serialize(example, target);
    } else if (value instanceof Label label) {
      target.writeByte(LABEL);
      LabelSerializer.INSTANCE.serialize(label, target);
    } else if (value instanceof DeadLetter letter) {
      target.writeByte(DEAD_LETTER);
      DeadLetterSerializer.INSTANCE.serialize(letter, target);
    }
  }

  @Override
  public Arrival deserialize(DataInputView source) throws IOException {
    byte kind = source.readByte();
    return switch (kind) {
      case EXAMPLE -> ExampleSerializer.INSTANCE.deserialize(source);
      case LABEL -> LabelSerializer.INSTANCE.deserialize(source);
      case DEAD_LETTER -> DeadLetterSerializer.INSTANCE.deserialize(source);
      default -> throw new IOException("arrival of kind %d, want 0 to 2".formatted(kind));
    };
  }

  @Override
  public TypeSerializerSnapshot<Arrival> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<Arrival> {
    public Snapshot() {
      super(List.of(INSTANCE));
    }
  }
}
