package io.thalweg.ingestion.flink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a checkpoint says about one of our serializers: the version of its bytes and nothing else.
 * Flink rewrites state of an older version when it restores it. Changed only by reading.
 */
public abstract class VersionedSnapshot<T> implements TypeSerializerSnapshot<T> {
  private final List<TypeSerializer<T>> versions;
  private int version;

  /**
   * Knows these versions of the bytes.
   *
   * @param versions by number, from 1 on; the last is what is written
   */
  VersionedSnapshot(List<TypeSerializer<T>> versions) {
    this.versions = List.copyOf(versions);
    this.version = versions.size();
  }

  @Override
  public int getCurrentVersion() {
    return versions.size();
  }

  @Override
  public void writeSnapshot(DataOutputView out) {}

  @Override
  public void readSnapshot(int written, DataInputView in, ClassLoader loader) throws IOException {
    var unused = ofVersion(written);
    version = written;
  }

  /** What reads bytes of this version. */
  TypeSerializer<T> ofVersion(int written) throws IOException {
    if (written < 1 || written > versions.size()) {
      throw new IOException(
          "%s: bytes of version %d, this build reads up to version %d"
              .formatted(versions.get(0).getClass().getSimpleName(), written, versions.size()));
    }
    return versions.get(written - 1);
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return versions.get(version - 1);
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    if (old.getClass() != getClass()) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    return ((VersionedSnapshot<T>) old).version == version
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.compatibleAfterMigration();
  }
}
