package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of a {@link Label}, version 2:
 *
 * <pre>
 *  0  float32  label
 *  4  int64    eventTimeMillis
 * 12  int64    onKafkaMillis
 * 20  int32    partition, -1 for unknown
 * 24  int64    offset
 * 32  int32    length of the id, then the id, UTF-8
 * </pre>
 *
 * Version 1 had no position: its id began at 20.
 *
 * <p>Immutable.
 */
final class LabelSerializer extends ValueSerializer<Label> {
  static final LabelSerializer INSTANCE = new LabelSerializer(true);
  static final LabelSerializer VERSION_1 = new LabelSerializer(false);

  private final boolean hasPosition;

  private LabelSerializer(boolean hasPosition) {
    this.hasPosition = hasPosition;
  }

  @Override
  public Label createInstance() {
    return new Label("", 0, 0, 0);
  }

  @Override
  public void serialize(Label value, DataOutputView target) throws IOException {
    target.writeFloat(value.label());
    target.writeLong(value.eventTimeMillis());
    target.writeLong(value.onKafkaMillis());
    if (hasPosition) {
      writePosition(value.position(), target);
    }
    writeText(value.id(), target);
  }

  @Override
  public Label deserialize(DataInputView source) throws IOException {
    float label = source.readFloat();
    long eventTimeMillis = source.readLong();
    long onKafkaMillis = source.readLong();
    Position position = hasPosition ? readPosition(source) : Position.UNKNOWN;
    return new Label(readText(source), label, eventTimeMillis, onKafkaMillis, position);
  }

  @Override
  public TypeSerializerSnapshot<Label> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<Label> {
    public Snapshot() {
      super(List.of(VERSION_1, INSTANCE));
    }
  }
}
