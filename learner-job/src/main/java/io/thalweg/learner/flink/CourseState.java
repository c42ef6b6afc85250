package io.thalweg.learner.flink;

import io.thalweg.ingestion.flink.Example;
import io.thalweg.ingestion.flink.ValueTypeInfo;
import io.thalweg.learner.sync.Course.Apply;
import io.thalweg.learner.sync.Course.Freeze;
import io.thalweg.learner.sync.Course.Learn;
import io.thalweg.learner.sync.Course.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * What a learner that waits for a round keeps, in a checkpoint. Immutable.
 *
 * @param worldSize when the checkpoint was taken
 */
record CourseState(int rank, int worldSize, List<Step<Example>> ahead) {
  static final int FORMAT_VERSION = 2;

  /** Didn't say of which version its examples are: the second. */
  private static final int FORMAT_WITHOUT_VERSION = 1;

  private static final int EXAMPLES_WITHOUT_VERSION = 2;

  private static final byte LEARN = 0;
  private static final byte FREEZE = 1;
  private static final byte APPLY = 2;

  private static final TypeSerializer<Example> EXAMPLES =
      ValueTypeInfo.EXAMPLE.createSerializer(new SerializerConfigImpl());

  CourseState {
    ahead = List.copyOf(ahead);
  }

  /**
   * What a rank goes on with: its own, or with another number of learners the examples that are its
   * own now, for which the marks are gone.
   */
  static List<Step<Example>> forRank(
      List<CourseState> all, int rank, int worldSize, Predicate<Example> owns) {
    List<Step<Example>> ahead = new ArrayList<>();
    for (CourseState s : all) {
      if (s.worldSize != worldSize) {
        for (Step<Example> step : s.ahead) {
          if (step instanceof Learn<Example> l && owns.test(l.example())) {
            ahead.add(step);
          }
        }
      } else if (s.rank == rank) {
        ahead.addAll(s.ahead);
      }
    }
    return ahead;
  }

  /**
   * Int32 version, that of an example's bytes, rank, world size, number of steps; each an int8 0
   * and an example, 1 for a freeze, 2 for an application.
   */
  byte[] toBytes() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    out.writeInt(FORMAT_VERSION);
    out.writeInt(EXAMPLES.snapshotConfiguration().getCurrentVersion());
    out.writeInt(rank);
    out.writeInt(worldSize);
    out.writeInt(ahead.size());
    for (Step<Example> step : ahead) {
      if (step instanceof Learn<Example> l) {
        out.writeByte(LEARN);
        EXAMPLES.serialize(l.example(), out);
      } else {
        out.writeByte(step instanceof Freeze ? FREEZE : APPLY);
      }
    }
    return out.getCopyOfBuffer();
  }

  static CourseState fromBytes(byte[] bytes) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    int version = in.readInt();
    if (version < FORMAT_WITHOUT_VERSION || version > FORMAT_VERSION) {
      throw new IllegalStateException(
          "a learner's course has format %d, this build reads up to %d"
              .formatted(version, FORMAT_VERSION));
    }
    TypeSerializer<Example> examples =
        examples(version == FORMAT_WITHOUT_VERSION ? EXAMPLES_WITHOUT_VERSION : in.readInt());
    int rank = in.readInt();
    int worldSize = in.readInt();
    List<Step<Example>> ahead = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      byte kind = in.readByte();
      ahead.add(
          switch (kind) {
            case LEARN -> new Learn<>(examples.deserialize(in));
            case FREEZE -> new Freeze<>();
            case APPLY -> new Apply<>();
            default ->
                throw new IOException("step of kind %d in a course, want 0 to 2".formatted(kind));
          });
    }
    return new CourseState(rank, worldSize, ahead);
  }

  private static TypeSerializer<Example> examples(int version) throws IOException {
    TypeSerializerSnapshot<Example> snapshot = EXAMPLES.snapshotConfiguration();
    snapshot.readSnapshot(
        version, new DataInputDeserializer(new byte[0]), CourseState.class.getClassLoader());
    return snapshot.restoreSerializer();
  }
}
