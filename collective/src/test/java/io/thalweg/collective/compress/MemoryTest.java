package io.thalweg.collective.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.Communicator;
import io.thalweg.collective.Summation;
import io.thalweg.collective.Transport;
import io.thalweg.collective.Vectors;
import io.thalweg.collective.World;
import io.thalweg.collective.compress.MatrixLayout.Matrix;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class MemoryTest {

  private static final int LENGTH = 600;

  /** With a name, so that a failure says which. */
  record Stage(String name, Supplier<Summation> fresh) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Stage> stages() {
    MatrixLayout layout = new MatrixLayout(LENGTH, List.of(new Matrix(10, 20, 25)));
    return Stream.of(
        new Stage(
            "one bit",
            () -> new CompressedAllReduce(Codecs.oneBit(64), Memory.errorFeedback(LENGTH), 1)),
        new Stage(
            "top-k",
            () -> new CompressedAllReduce(Codecs.topKCoded(0.05), Memory.errorFeedback(LENGTH), 1)),
        new Stage(
            "top-k with momentum correction",
            () ->
                new CompressedAllReduce(
                    Codecs.topK(0.05), Memory.momentumCorrection(LENGTH, 0.9f), 1)),
        new Stage(
            "stochastic",
            () -> new CompressedAllReduce(Codecs.stochastic(3, 64), Memory.none(), 1)),
        new Stage("low rank", () -> new PowerSgdAllReduce(layout, 2, 1)));
  }

  private static float[] round(Summation stage, Communicator communicator, long round)
      throws Exception {
    float[] values = Vectors.random(round, communicator.rank(), LENGTH);
    stage.sum(communicator, values, round, World.PATIENCE);
    return values;
  }

  private static void onTwoRanks(World.CommunicatorTask<Object> task) {
    try (World world = new World(Transport.IN_PROCESS, 2)) {
      world
          .inGeneration(task)
          .forEach(outcome -> assertThat(outcome.failure()).as("failure").isNull());
    }
  }

  @ParameterizedTest
  @MethodSource("stages")
  void changesNothingUntilCommit(Stage kind) {
    onTwoRanks(
        communicator -> {
          Summation stage = kind.fresh().get();
          round(stage, communicator, 1);
          stage.commit();
          byte[] before = stage.snapshot();
          float[] first = round(stage, communicator, 2);
          assertThat(stage.snapshot()).isEqualTo(before);
          stage.abort();
          assertThat(stage.snapshot()).isEqualTo(before);
          assertThat(round(stage, communicator, 2)).containsExactly(first);
          stage.commit();
          assertThat(stage.snapshot().length).isEqualTo(before.length);
          if (before.length > 0) {
            assertThat(stage.snapshot()).isNotEqualTo(before);
          }
          return first;
        });
  }

  @ParameterizedTest
  @MethodSource("stages")
  void continuesFromASnapshotBitForBit(Stage kind) {
    onTwoRanks(
        communicator -> {
          Summation original = kind.fresh().get();
          for (long round = 0; round < 4; round++) {
            round(original, communicator, round);
            original.commit();
          }
          Summation restored = kind.fresh().get();
          restored.restore(original.snapshot());
          for (long round = 4; round < 8; round++) {
            float[] expected = round(original, communicator, round);
            original.commit();
            assertThat(round(restored, communicator, round)).containsExactly(expected);
            restored.commit();
          }
          return restored;
        });
  }

  @Test
  void whatWasContributedIsWhatWasSentPlusTheResidual() throws Exception {
    Codec codec = Codecs.oneBit(32);
    Memory memory = Memory.errorFeedback(100);
    double[] contributed = new double[100];
    double[] sent = new double[100];
    for (int round = 0; round < 50; round++) {
      float[] values = Vectors.random(round, 0, 100);
      float[] corrected = memory.corrected(values);
      float[] decoded = CodecTest.decode(codec, 100, codec.encode(corrected, 0));
      memory.sent(corrected, decoded);
      if (round % 7 == 3) {
        memory.abort();
        continue;
      }
      memory.commit();
      for (int i = 0; i < 100; i++) {
        contributed[i] += values[i];
        sent[i] += decoded[i];
      }
    }
    float[] residual = memory.corrected(new float[100]);
    for (int i = 0; i < 100; i++) {
      assertThat(Math.abs(contributed[i] - sent[i] - residual[i])).isLessThan(1e-5);
    }
  }

  /** Worked out by hand with momentum 1/2; the first value is sent, then the second. */
  @Test
  void momentumCorrectionGathersVelocitiesAndMasksWhereItSent() {
    Memory memory = Memory.momentumCorrection(2, 0.5f);
    float[] corrected = memory.corrected(new float[] {4, 2});
    assertThat(corrected).containsExactly(4, 2);
    memory.sent(corrected, new float[] {4, 0});
    memory.commit();
    corrected = memory.corrected(new float[] {1, 2});
    assertThat(corrected).containsExactly(1, 2 + (0.5f * 2 + 2)); // u of the first began anew
    memory.sent(corrected, new float[] {0, 4.5f});
    memory.commit();
    assertThat(memory.corrected(new float[] {0, 0})).containsExactly(1 + 0.5f, 0.5f);
  }

  @Test
  void refusesSnapshotsOfAnotherKindLengthOrVersion() {
    byte[] snapshot = Memory.errorFeedback(3).snapshot();
    assertThatThrownBy(() -> Memory.momentumCorrection(3, 0.5f).restore(snapshot))
        .hasMessage("snapshot is of another kind: kind=EFBK, expected=DGCM");
    assertThatThrownBy(() -> Memory.errorFeedback(4).restore(snapshot))
        .hasMessage("snapshot's bytes differs: found=24, expected=28");
    snapshot[0] = 2;
    assertThatThrownBy(() -> Memory.errorFeedback(3).restore(snapshot))
        .hasMessage("snapshot's version differs: found=2, expected=1");
    assertThatThrownBy(() -> Memory.errorFeedback(3).restore(new byte[3]))
        .hasMessage("snapshot is cut off: bytes=3, expected=24");
  }
}
