package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Bytes of {@link ServedLogits}, version 1: int32 number of logits, float32 each, int32 length of
 * the id, the id in UTF-8. Immutable.
 */
final class ServedLogitsSerializer extends ValueSerializer<ServedLogits> {
  static final ServedLogitsSerializer INSTANCE = new ServedLogitsSerializer();

  private ServedLogitsSerializer() {}

  @Override
  public ServedLogits createInstance() {
    return new ServedLogits("", new float[0]);
  }

  @Override
  public void serialize(ServedLogits value, DataOutputView target) throws IOException {
    target.writeInt(value.logits().length);
    for (float logit : value.logits()) {
      target.writeFloat(logit);
    }
    writeText(value.id(), target);
  }

  @Override
  public ServedLogits deserialize(DataInputView source) throws IOException {
    float[] logits = new float[source.readInt()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = source.readFloat();
    }
    return new ServedLogits(readText(source), logits);
  }

  @Override
  public TypeSerializerSnapshot<ServedLogits> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Made by Flink on restore. */
  public static final class Snapshot extends VersionedSnapshot<ServedLogits> {
    public Snapshot() {
      super(List.of(INSTANCE));
    }
  }
}
