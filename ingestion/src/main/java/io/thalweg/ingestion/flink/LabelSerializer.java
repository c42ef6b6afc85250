package io.thalweg.ingestion.flink;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of a {@link Label}, version 1:
 *
 * <pre>
 *  0  float32  label
 *  4  int64    eventTimeMillis
 * 12  int64    onKafkaMillis
 * 20  int32    length of the id, then the id, UTF-8
 * </pre>
 *
 * Immutable.
 */
final class LabelSerializer extends ValueSerializer<Label> {
  static final LabelSerializer INSTANCE = new LabelSerializer();

  private LabelSerializer() {}

  @Override
  public Label createInstance() {
    return new Label("", 0, 0, 0);
  }

  @Override
  public void serialize(Label value, DataOutputView target) throws IOException {
    target.writeFloat(value.label());
    target.writeLong(value.eventTimeMillis());
    target.writeLong(value.onKafkaMillis());
    writeText(value.id(), target);
  }

  @Override
  public Label deserialize(DataInputView source) throws IOException {
    float label = source.readFloat();
    long eventTimeMillis = source.readLong();
    long onKafkaMillis = source.readLong();
    return new Label(readText(source), label, eventTimeMillis, onKafkaMillis);
  }

  @Override
  public TypeSerializerSnapshot<Label> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<Label> {
    public Snapshot() {
      super(INSTANCE);
    }
  }
}
