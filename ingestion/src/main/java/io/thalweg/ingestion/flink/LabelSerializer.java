package io.thalweg.ingestion.flink;

import io.thalweg.model.Head;
import io.thalweg.model.feature.LabelSet;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of a {@link Label}, version 3:
 *
 * <pre>
 *  0  float32  label
 *  4  int64    eventTimeMillis
 * 12  int64    onKafkaMillis
 * 20  int32    partition, -1 for unknown
 * 24  int64    offset
 * 32  int32    words of the set of labels, 0 where labels are none, then int32 each
 *  .  int32    length of the id, then the id, UTF-8
 * </pre>
 *
 * Version 2 had no set: its id began at 32. Version 1 had no position either: its id began at 20.
 *
 * <p>Immutable.
 */
final class LabelSerializer extends ValueSerializer<Label> {
  static final LabelSerializer INSTANCE = new LabelSerializer(3);
  static final LabelSerializer VERSION_2 = new LabelSerializer(2);
  static final LabelSerializer VERSION_1 = new LabelSerializer(1);

  private final int version;

  private LabelSerializer(int version) {
    this.version = version;
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
    if (version > 1) {
      writePosition(value.position(), target);
    }
    if (version > 2) {
      value.labels().write(target);
    }
    writeText(value.id(), target);
  }

  @Override
  public Label deserialize(DataInputView source) throws IOException {
    float label = source.readFloat();
    long eventTimeMillis = source.readLong();
    long onKafkaMillis = source.readLong();
    Position position = version > 1 ? readPosition(source) : Position.UNKNOWN;
    LabelSet labels =
        version > 2 ? LabelSet.read(source, Head.Multilabel.MAX_LABELS) : LabelSet.ABSENT;
    return new Label(readText(source), label, labels, eventTimeMillis, onKafkaMillis, position);
  }

  @Override
  public TypeSerializerSnapshot<Label> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<Label> {
    public Snapshot() {
      super(List.of(VERSION_1, VERSION_2, INSTANCE));
    }
  }
}
