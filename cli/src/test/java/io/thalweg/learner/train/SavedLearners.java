package io.thalweg.learner.train;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.OperatorStateHandle;

/** The learners in a savepoint, read from its files. */
public final class SavedLearners {
  private SavedLearners() {}

  /** SHA-256 of the base, which all learners share. */
  public static String baseSha256(Path savepoint) throws Exception {
    Set<String> hashes = new HashSet<>();
    for (byte[] blob : blobs(savepoint)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Vectors.write(new DataOutputStream(bytes), LearnerState.fromBytes(blob).replica().base());
      hashes.add(
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray())));
    }
    if (hashes.size() != 1) {
      throw new IllegalStateException("the learners have bases " + hashes);
    }
    return hashes.iterator().next();
  }

  private static List<byte[]> blobs(Path savepoint) throws IOException {
    List<byte[]> blobs = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(savepoint.resolve("_metadata"))))) {
      for (OperatorState operator :
          Checkpoints.loadCheckpointMetadata(
                  in, SavedLearners.class.getClassLoader(), savepoint.toUri().toString())
              .getOperatorStates()) {
        for (OperatorSubtaskState subtask : operator.getStates()) {
          for (OperatorStateHandle state : subtask.getManagedOperatorState()) {
            read(state, blobs);
          }
        }
      }
    }
    return blobs;
  }

  private static void read(OperatorStateHandle state, List<byte[]> blobs) throws IOException {
    var learner = state.getStateNameToPartitionOffsets().get("learner");
    if (learner == null) {
      return;
    }
    try (FSDataInputStream in = state.openInputStream()) {
      for (long offset : learner.getOffsets()) {
        in.seek(offset);
        DataInputStream data = new DataInputStream(in);
        blobs.add(data.readNBytes(data.readInt()));
      }
    }
  }
}
