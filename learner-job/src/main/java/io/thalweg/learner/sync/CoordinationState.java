package io.thalweg.learner.sync;

import io.thalweg.learner.sync.LearnerMessage.Staged;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's part of a checkpoint. Immutable.
 *
 * @param round the last committed round
 * @param totals over all ranks at that round
 * @param lastVersion the highest version number ever given out
 * @param parentSha256 manifest of the last staged version
 * @param releasedExamples {@code totals.examples} of that version
 * @param pending staged versions whose checkpoint isn't known to have completed
 */
public record CoordinationState(
    long round,
    Totals totals,
    long lastVersion,
    @Nullable String parentSha256,
    long releasedExamples,
    List<Staged> pending) {

  static final int FORMAT_VERSION = 2;

  /** Lacks the offsets. */
  private static final int VERSION_WITHOUT_OFFSETS = 1;

  public static final CoordinationState INITIAL =
      new CoordinationState(0, Totals.NONE, 0, null, 0, List.of());

  public CoordinationState {
    pending = List.copyOf(pending);
  }

  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT_VERSION);
      out.writeLong(round);
      totals.write(out);
      out.writeLong(lastVersion);
      out.writeUTF(parentSha256 == null ? "" : parentSha256);
      out.writeLong(releasedExamples);
      out.writeInt(pending.size());
      for (Staged s : pending) {
        out.writeLong(s.version());
        out.writeUTF(s.manifestSha256());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static CoordinationState fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readInt();
      if (version != FORMAT_VERSION && version != VERSION_WITHOUT_OFFSETS) {
        throw new IllegalStateException(
            "coordinator state has format %d, this build reads up to %d"
                .formatted(version, FORMAT_VERSION));
      }
      long round = in.readLong();
      Totals totals = version == VERSION_WITHOUT_OFFSETS ? Totals.readCounts(in) : Totals.read(in);
      long lastVersion = in.readLong();
      String parent = in.readUTF();
      long releasedExamples = in.readLong();
      List<Staged> pending = new ArrayList<>();
      for (int i = in.readInt(); i > 0; i--) {
        pending.add(new Staged(in.readLong(), in.readUTF()));
      }
      return new CoordinationState(
          round, totals, lastVersion, parent.isEmpty() ? null : parent, releasedExamples, pending);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "coordinator state is truncated: " + bytes.length + " bytes", e);
    }
  }
}
