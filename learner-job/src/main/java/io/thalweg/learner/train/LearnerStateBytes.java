package io.thalweg.learner.train;

import io.thalweg.learner.sync.Totals;
import io.thalweg.learner.train.experts.ExpertsState;
import io.thalweg.model.evaluate.PrequentialCounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A {@link LearnerState} as bytes, big endian, of every version there has been. Stateless. */
final class LearnerStateBytes {
  static final int FORMAT_VERSION = 11;

  /** Lacks the newest event time. */
  private static final int VERSION_WITHOUT_TIME = 1;

  /** Lacks origins and what the base contains. */
  private static final int VERSION_WITHOUT_ORIGINS = 2;

  /** Lacks a frozen round. */
  private static final int VERSION_WITHOUT_ROUND = 3;

  /** Of the optimizer has steps and slots only. */
  private static final int VERSION_WITHOUT_DESCENT = 4;

  /** Lacks what a strategy holds on to. */
  private static final int VERSION_WITHOUT_STRATEGY = 5;

  /** Lacks how far a head has grown, and challengers. */
  private static final int VERSION_WITHOUT_GROWTH = 6;

  /** Lacks who is chosen of a model's experts. */
  private static final int VERSION_WITHOUT_EXPERTS = 7;

  /** Lacks whom waiting examples are about. */
  private static final int VERSION_WITHOUT_SUBJECTS = 8;

  /** Lacks how many negatives were left out. */
  private static final int VERSION_WITHOUT_LEFT_OUT = 9;

  /** Lacks what is probed. */
  private static final int VERSION_WITHOUT_PROBES = 10;

  static byte[] of(LearnerState state) {
    ReplicaState replica = state.replica();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT_VERSION);
      out.writeInt(state.rank());
      out.writeInt(state.worldSize());
      out.writeLong(replica.round());
      Vectors.write(out, replica.parameters());
      Vectors.write(out, replica.base());
      Vectors.write(out, replica.statistics());
      Vectors.write(out, replica.openStatistics());
      out.writeLong(replica.openExamples());
      out.writeLong(replica.carriedExamples());
      Vectors.write(out, replica.carriedDelta());
      state.optimizer().write(out);
      out.writeLong(state.steps());
      out.writeLong(state.examplesReplayed());
      out.writeLong(state.newestEventMillis());
      out.writeInt(state.prequential().length);
      out.write(state.prequential());
      state.carried().write(out);
      state.waiting().write(out);
      state.baseTotals().write(out);
      state.reach().write(out);
      state.waiting().writeOrigins(out);
      FrozenRound.write(out, replica.frozen());
      state.frozenTotals().write(out);
      state.strategy().write(out);
      out.writeInt(replica.outputs());
      state.race().write(out);
      replica.experts().write(out);
      out.writeLong(state.leftOut());
      out.writeInt(state.probes().length);
      out.write(state.probes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static LearnerState read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readInt();
      if (version < VERSION_WITHOUT_TIME || version > FORMAT_VERSION) {
        throw new IllegalStateException(
            "learner state has format %d, this build reads up to %d"
                .formatted(version, FORMAT_VERSION));
      }
      int rank = in.readInt();
      int worldSize = in.readInt();
      long round = in.readLong();
      float[] parameters = Vectors.readFloats(in);
      float[] base = Vectors.readFloats(in);
      double[] statistics = Vectors.readDoubles(in);
      double[] openStatistics = Vectors.readDoubles(in);
      long openExamples = in.readLong();
      long carriedExamples = in.readLong();
      float[] carriedDelta = Vectors.readFloats(in);
      OptimizerState optimizer =
          version <= VERSION_WITHOUT_DESCENT
              ? OptimizerState.readStepsAndSlots(in)
              : OptimizerState.read(in);
      long steps = in.readLong();
      long replayed = in.readLong();
      long newest = version == VERSION_WITHOUT_TIME ? Expiry.NOTHING_SEEN : in.readLong();
      byte[] prequential = in.readNBytes(in.readInt());
      PrequentialCounts carried = PrequentialCounts.read(in);
      WaitingRows waiting = WaitingRows.read(in);
      Totals baseTotals = Totals.NONE;
      Reach reach = new Reach();
      if (version > VERSION_WITHOUT_ORIGINS) {
        baseTotals = Totals.read(in);
        reach = Reach.read(in);
        waiting.readOrigins(in, version > VERSION_WITHOUT_SUBJECTS);
      }
      FrozenRound frozen = readFrozen(in, version);
      Totals frozenTotals = version <= VERSION_WITHOUT_ROUND ? Totals.NONE : Totals.read(in);
      StrategyState strategy =
          version <= VERSION_WITHOUT_STRATEGY ? StrategyState.NONE : StrategyState.read(in);
      int outputs = version <= VERSION_WITHOUT_GROWTH ? 0 : in.readInt();
      RaceState race = version <= VERSION_WITHOUT_GROWTH ? RaceState.NONE : RaceState.read(in);
      ExpertsState experts =
          version <= VERSION_WITHOUT_EXPERTS ? ExpertsState.NONE : ExpertsState.read(in);
      long leftOut = version <= VERSION_WITHOUT_LEFT_OUT ? 0 : in.readLong();
      byte[] probes = new byte[version <= VERSION_WITHOUT_PROBES ? 0 : in.readInt()];
      in.readFully(probes);
      ReplicaState replica =
          new ReplicaState(
              round,
              parameters,
              base,
              statistics,
              openStatistics,
              openExamples,
              carriedExamples,
              carriedDelta,
              frozen,
              outputs,
              experts);
      return new LearnerState(
          rank,
          worldSize,
          replica,
          optimizer,
          steps,
          replayed,
          newest,
          prequential,
          carried,
          waiting,
          baseTotals,
          reach,
          frozenTotals,
          strategy,
          race,
          leftOut,
          probes);
    } catch (IOException e) {
      throw new UncheckedIOException("learner state of " + bytes.length + " bytes is broken", e);
    }
  }

  private static @Nullable FrozenRound readFrozen(DataInputStream in, int version)
      throws IOException {
    if (version <= VERSION_WITHOUT_ROUND) {
      return null;
    }
    return version <= VERSION_WITHOUT_GROWTH
        ? FrozenRound.readWithoutWishes(in)
        : FrozenRound.read(in);
  }

  private LearnerStateBytes() {}
}
