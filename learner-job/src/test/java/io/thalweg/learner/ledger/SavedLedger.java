package io.thalweg.learner.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.train.LearnedWeights;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.OperatorStateHandle;

/** What a savepoint says was learned: by the weights, by counts, and event by event. Immutable. */
final class SavedLedger {
  private static final double ROUNDING = 1e-4;

  private final int events;
  private final LearnedWeights weights;
  private final int[] audited;

  private SavedLedger(int events, LearnedWeights weights, int[] audited) {
    this.events = events;
    this.weights = weights;
    this.audited = audited;
  }

  static SavedLedger read(Path savepoint, int events) throws IOException {
    CheckpointMetadata metadata = metadata(savepoint);
    int[] audited = new int[events];
    blobs(metadata, Auditor.STATE).forEach(blob -> Auditor.add(blob, audited));
    return new SavedLedger(events, LearnedWeights.of(blobs(metadata, "learner")), audited);
  }

  static CheckpointMetadata metadata(Path savepoint) throws IOException {
    try (DataInputStream in =
        new DataInputStream(Files.newInputStream(savepoint.resolve("_metadata")))) {
      return Checkpoints.loadCheckpointMetadata(
          in, SavedLedger.class.getClassLoader(), savepoint.toString());
    }
  }

  /** Of an operator's state of this name, one of each subtask. */
  static List<byte[]> blobs(CheckpointMetadata metadata, String state) throws IOException {
    List<byte[]> blobs = new ArrayList<>();
    for (OperatorState operator : metadata.getOperatorStates()) {
      for (OperatorSubtaskState subtask : operator.getStates()) {
        for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
          read(handle, state, blobs);
        }
      }
    }
    return blobs;
  }

  private static void read(OperatorStateHandle handle, String state, List<byte[]> to)
      throws IOException {
    var info = handle.getStateNameToPartitionOffsets().get(state);
    if (info == null) {
      return;
    }
    try (FSDataInputStream in = handle.openInputStream()) {
      for (long offset : info.getOffsets()) {
        in.seek(offset);
        to.add(
            BytePrimitiveArraySerializer.INSTANCE.deserialize(new DataInputViewStreamWrapper(in)));
      }
    }
  }

  /** Every event was learned once: lost 0, twice 0. */
  void assertExact(String run) {
    assertThat(notOnceByTheWeights()).as("%s: events not learned once, by weights", run).isEmpty();
    assertThat(notOnceByTheAudit()).as("%s: events not learned once, by audit", run).isEmpty();
    assertThat(weights.examples()).as("%s: examples counted", run).isEqualTo(events);
    assertThat(weights.observed()).as("%s: rows in the statistics", run).isEqualTo(events);
    assertThat(weights.waiting()).as("%s: rows that wait", run).isZero();
  }

  /** Event, and how its three weights have moved. */
  private List<String> notOnceByTheWeights() {
    float[] initial = LedgerModel.initial(events);
    int width = LedgerModel.spec(events).inputWidth();
    List<String> wrong = new ArrayList<>();
    for (int event = 0; event < events; event++) {
      double square = moved(LedgerModel.squareOf(event), initial);
      double times = moved(LedgerModel.timesOf(event, events), initial);
      double presence = moved(LedgerModel.presenceOf(event, events, width), initial);
      boolean present = presence > 0 && presence <= 1 + ROUNDING;
      double spread = presence * square - times * times;
      if (!present || Math.abs(spread) > ROUNDING * presence * square) {
        wrong.add("%d: %s, %s, %s".formatted(event, square, times, presence));
      }
    }
    return wrong;
  }

  private double moved(int parameter, float[] initial) {
    return weights.parameter(parameter) - initial[parameter];
  }

  private List<String> notOnceByTheAudit() {
    return IntStream.range(0, events)
        .filter(event -> audited[event] != 1)
        .mapToObj(event -> event + ": " + audited[event])
        .toList();
  }

  long round() {
    return weights.round();
  }

  /** Learners that had nothing to learn. */
  int idle() {
    return weights.idle();
  }
}
