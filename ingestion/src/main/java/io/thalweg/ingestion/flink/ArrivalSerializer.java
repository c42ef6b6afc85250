package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of an {@link Arrival} between operators: int8 0 and an example, 1 and a label, 2 and a dead
 * letter, or 3 and erasures or 4 alone for the end of files, which no state holds. State that holds
 * them says which versions these have, see {@link #writeVersions}. Immutable.
 */
final class ArrivalSerializer extends ValueSerializer<Arrival> {
  static final ArrivalSerializer INSTANCE =
      new ArrivalSerializer(
          ExampleSerializer.INSTANCE, LabelSerializer.INSTANCE, DeadLetterSerializer.INSTANCE);

  private static final byte EXAMPLE = 0;
  private static final byte LABEL = 1;
  private static final byte DEAD_LETTER = 2;
  private static final byte ERASURES = 3;
  private static final byte FILES_END = 4;

  private final TypeSerializer<Example> examples;
  private final TypeSerializer<Label> labels;
  private final TypeSerializer<DeadLetter> letters;

  private ArrivalSerializer(
      TypeSerializer<Example> examples,
      TypeSerializer<Label> labels,
      TypeSerializer<DeadLetter> letters) {
    this.examples = examples;
    this.labels = labels;
    this.letters = letters;
  }

  /** Int32 version of an example's bytes, of a label's and of a dead letter's. */
  static void writeVersions(DataOutputView target) throws IOException {
    target.writeInt(new ExampleSerializer.Snapshot().getCurrentVersion());
    target.writeInt(new LabelSerializer.Snapshot().getCurrentVersion());
    target.writeInt(new DeadLetterSerializer.Snapshot().getCurrentVersion());
  }

  /** Reads arrivals whose parts have the versions that come next. */
  static ArrivalSerializer readVersions(DataInputView source) throws IOException {
    return ofVersions(source.readInt(), source.readInt(), source.readInt());
  }

  static ArrivalSerializer ofVersions(int example, int label, int letter) throws IOException {
    return new ArrivalSerializer(
        new ExampleSerializer.Snapshot().ofVersion(example),
        new LabelSerializer.Snapshot().ofVersion(label),
        new DeadLetterSerializer.Snapshot().ofVersion(letter));
  }

  @Override
  public Arrival createInstance() {
    return LabelSerializer.INSTANCE.createInstance();
  }

  @Override
  public void serialize(Arrival value, DataOutputView target) throws IOException {
    if (value instanceof Example example) {
      target.writeByte(EXAMPLE);
      examples.serialize(example, target);
    } else if (value instanceof Label label) {
      target.writeByte(LABEL);
      labels.serialize(label, target);
    } else if (value instanceof DeadLetter letter) {
      target.writeByte(DEAD_LETTER);
      letters.serialize(letter, target);
    } else if (value instanceof Erasures erasures) {
      target.writeByte(ERASURES);
      ErasuresSerializer.INSTANCE.serialize(erasures, target);
    } else if (value instanceof FilesEnd) {
      target.writeByte(FILES_END);
    }
  }

  @Override
  public Arrival deserialize(DataInputView source) throws IOException {
    byte kind = source.readByte();
    return switch (kind) {
      case EXAMPLE -> examples.deserialize(source);
      case LABEL -> labels.deserialize(source);
      case DEAD_LETTER -> letters.deserialize(source);
      case ERASURES -> ErasuresSerializer.INSTANCE.deserialize(source);
      case FILES_END -> new FilesEnd();
      default -> throw new IOException("arrival of kind %d, want 0 to 4".formatted(kind));
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
