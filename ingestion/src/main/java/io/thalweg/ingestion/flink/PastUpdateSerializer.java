package io.thalweg.ingestion.flink;

import io.thalweg.model.feature.HistoryPlan.Part;
import io.thalweg.model.feature.PastKey;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of a {@link PastUpdate}, version 1: int32 length of its key, then {@link PastKey#toBytes};
 * int32 length of the past or -1, then the past. Immutable.
 */
final class PastUpdateSerializer extends ValueSerializer<PastUpdate> {
  static final PastUpdateSerializer INSTANCE = new PastUpdateSerializer();

  private PastUpdateSerializer() {}

  @Override
  public PastUpdate createInstance() {
    return PastUpdate.forgotten(new PastKey(Part.ALL, ""));
  }

  @Override
  public void serialize(PastUpdate value, DataOutputView target) throws IOException {
    writeBytes(value.key().toBytes(), target);
    writeBytes(value.past(), target);
  }

  @Override
  public PastUpdate deserialize(DataInputView source) throws IOException {
    PastKey key =
        PastKey.read(readPresent(source))
            .orElseThrow(() -> new IOException("the key of a past names no part"));
    return new PastUpdate(key, readBytes(source));
  }

  @Override
  public TypeSerializerSnapshot<PastUpdate> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<PastUpdate> {
    public Snapshot() {
      super(List.of(INSTANCE));
    }
  }
}
