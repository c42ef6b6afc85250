package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Bytes of a {@link Tally}, version 1: 1 byte labels, int32 records, int32 bad. Immutable. */
final class TallySerializer extends ValueSerializer<Tally> {
  static final TallySerializer INSTANCE = new TallySerializer();

  private TallySerializer() {}

  @Override
  public Tally createInstance() {
    return new Tally(false, 0, 0);
  }

  @Override
  public void serialize(Tally value, DataOutputView target) throws IOException {
    target.writeBoolean(value.labels());
    target.writeInt(value.records());
    target.writeInt(value.bad());
  }

  @Override
  public Tally deserialize(DataInputView source) throws IOException {
    return new Tally(source.readBoolean(), source.readInt(), source.readInt());
  }

  @Override
  public TypeSerializerSnapshot<Tally> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<Tally> {
    public Snapshot() {
      super(List.of(INSTANCE));
    }
  }
}
