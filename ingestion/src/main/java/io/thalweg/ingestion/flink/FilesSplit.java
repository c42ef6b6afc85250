package io.thalweg.ingestion.flink;

import java.io.IOException;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * How far files have been read that are read one after the other. Immutable.
 *
 * @param filesSha256 of the files' names in their order
 * @param file the number of the one that comes next, from 0
 * @param name of that
 * @param rows of it that have been read, good and bad
 */
record FilesSplit(String filesSha256, int file, String name, long rows) implements SourceSplit {
  static final String ID = "files";

  @Override
  public String splitId() {
    return ID;
  }

  /**
   * UTF SHA-256 of the names in hex, int32 file, UTF name, int64 rows; nothing at all where there
   * is no split. Immutable.
   */
  static final class Serializer implements SimpleVersionedSerializer<FilesSplit> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(FilesSplit split) throws IOException {
      DataOutputSerializer out = new DataOutputSerializer(128);
      out.writeUTF(split.filesSha256);
      out.writeInt(split.file);
      out.writeUTF(split.name);
      out.writeLong(split.rows);
      return out.getCopyOfBuffer();
    }

    @Override
    public FilesSplit deserialize(int version, byte[] bytes) throws IOException {
      if (version != VERSION) {
        throw new IOException(
            "place in the backfill's files has format %d, this build reads %d"
                .formatted(version, VERSION));
      }
      DataInputDeserializer in = new DataInputDeserializer(bytes);
      return new FilesSplit(in.readUTF(), in.readInt(), in.readUTF(), in.readLong());
    }
  }
}
