package io.thalweg.ingestion.flink;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What whoever hands files out still has. Immutable.
 *
 * @param unassigned null while a reader has it, and once all is read
 */
record FilesState(@Nullable FilesSplit unassigned) {

  /** The split's bytes, or none. Immutable. */
  static final class Serializer implements SimpleVersionedSerializer<FilesState> {
    private final FilesSplit.Serializer split = new FilesSplit.Serializer();

    @Override
    public int getVersion() {
      return split.getVersion();
    }

    @Override
    public byte[] serialize(FilesState state) throws IOException {
      return state.unassigned == null ? new byte[0] : split.serialize(state.unassigned);
    }

    @Override
    public FilesState deserialize(int version, byte[] bytes) throws IOException {
      return new FilesState(bytes.length == 0 ? null : split.deserialize(version, bytes));
    }
  }
}
