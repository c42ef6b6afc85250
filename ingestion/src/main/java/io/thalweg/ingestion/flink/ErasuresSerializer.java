package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of {@link Erasures}, version 1: int32 how many, then int64 subject and int64 time of each.
 * Immutable.
 */
final class ErasuresSerializer extends ValueSerializer<Erasures> {
  static final ErasuresSerializer INSTANCE = new ErasuresSerializer();

  private ErasuresSerializer() {}

  @Override
  public Erasures createInstance() {
    return new Erasures(Map.of());
  }

  @Override
  public void serialize(Erasures value, DataOutputView target) throws IOException {
    target.writeInt(value.untilMillis().size());
    for (Map.Entry<Long, Long> entry : value.untilMillis().entrySet()) {
      target.writeLong(entry.getKey());
      target.writeLong(entry.getValue());
    }
  }

  @Override
  public Erasures deserialize(DataInputView source) throws IOException {
    Map<Long, Long> untilMillis = new HashMap<>();
    for (int left = source.readInt(); left > 0; left--) {
      untilMillis.put(source.readLong(), source.readLong());
    }
    return new Erasures(untilMillis);
  }

  @Override
  public TypeSerializerSnapshot<Erasures> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<Erasures> {
    public Snapshot() {
      super(List.of(INSTANCE));
    }
  }
}
