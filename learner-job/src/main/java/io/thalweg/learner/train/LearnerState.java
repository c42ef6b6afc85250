package io.thalweg.learner.train;

import io.thalweg.learner.sync.Totals;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.evaluate.PrequentialCounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One learner in a checkpoint, all but its replay store. The arrays aren't changed any more once
 * they are here.
 */
public final class LearnerState {
  static final int FORMAT_VERSION = 7;

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

  /** Lacks how far a head has grown. */
  private static final int VERSION_WITHOUT_GROWTH = 6;

  private final int rank;
  private final int worldSize;
  private final ReplicaState replica;
  private final OptimizerState optimizer;
  private final long steps;
  private final long examplesReplayed;
  private final long newestEventMillis;
  private final byte[] prequential;
  private final PrequentialCounts carried;
  private final WaitingRows waiting;
  private final Totals baseTotals;
  private final Reach reach;
  private final Totals frozenTotals;
  private final StrategyState strategy;

  /**
   * What {@link OnlineLearner#toState} puts together.
   *
   * @param newestEventMillis the largest event time that was learned
   * @param prequential of this learner, in its own format; empty for none
   * @param carried figures of learners that are no more
   * @param baseTotals what the base contains of what this learner has done
   * @param reach how far it has come in its partitions
   * @param frozenTotals as they were when the running round was frozen, if one is
   * @param strategy what it holds on to
   */
  LearnerState(
      int rank,
      int worldSize,
      ReplicaState replica,
      OptimizerState optimizer,
      long steps,
      long examplesReplayed,
      long newestEventMillis,
      byte[] prequential,
      PrequentialCounts carried,
      WaitingRows waiting,
      Totals baseTotals,
      Reach reach,
      Totals frozenTotals,
      StrategyState strategy) {
    this.rank = rank;
    this.worldSize = worldSize;
    this.replica = replica;
    this.optimizer = optimizer;
    this.steps = steps;
    this.examplesReplayed = examplesReplayed;
    this.newestEventMillis = newestEventMillis;
    this.prequential = prequential;
    this.carried = carried;
    this.waiting = waiting;
    this.baseTotals = baseTotals;
    this.reach = reach;
    this.frozenTotals = frozenTotals;
    this.strategy = strategy;
  }

  int rank() {
    return rank;
  }

  public int worldSize() {
    return worldSize;
  }

  ReplicaState replica() {
    return replica;
  }

  OptimizerState optimizer() {
    return optimizer;
  }

  long steps() {
    return steps;
  }

  long examplesReplayed() {
    return examplesReplayed;
  }

  long newestEventMillis() {
    return newestEventMillis;
  }

  byte[] prequential() {
    return prequential;
  }

  /** This learner's own figures, those carried for others not included. */
  PrequentialCounts counts() {
    return Figures.countsIn(prequential);
  }

  PrequentialCounts carried() {
    return carried;
  }

  WaitingRows waiting() {
    return waiting;
  }

  Totals baseTotals() {
    return baseTotals;
  }

  Reach reach() {
    return reach;
  }

  Totals frozenTotals() {
    return frozenTotals;
  }

  StrategyState strategy() {
    return strategy;
  }

  /**
   * What this rank goes on from. With as many learners as before, its own state; else all that they
   * leave behind, see {@link Rescale}.
   *
   * @param owns which replay groups are this rank's now
   */
  public static LearnerState forRank(
      List<LearnerState> all, int rank, int worldSize, IntPredicate owns) {
    if (all.get(0).worldSize == worldSize && all.size() == worldSize) {
      for (LearnerState s : all) {
        if (s.rank == rank) {
          return s;
        }
      }
      throw new IllegalStateException("no state of rank " + rank + " in the checkpoint");
    }
    return Rescale.forRank(all, rank, worldSize, owns);
  }

  /**
   * As if the checkpoint had been taken between two rounds: one that it was taken within counts if
   * it was committed. Whoever goes on elsewhere than in the same course needs it so.
   */
  public LearnerState settled(ModelSpec spec) {
    ModelReplica settled = new ModelReplica(replica.parameters(), spec.features(), Growth.of(spec));
    settled.restore(replica);
    settled.settle();
    return new LearnerState(
        rank,
        worldSize,
        settled.toState(),
        optimizer,
        steps,
        examplesReplayed,
        newestEventMillis,
        prequential,
        carried,
        waiting,
        baseTotals,
        reach,
        frozenTotals,
        strategy);
  }

  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT_VERSION);
      out.writeInt(rank);
      out.writeInt(worldSize);
      out.writeLong(replica.round());
      Vectors.write(out, replica.parameters());
      Vectors.write(out, replica.base());
      Vectors.write(out, replica.statistics());
      Vectors.write(out, replica.openStatistics());
      out.writeLong(replica.openExamples());
      out.writeLong(replica.carriedExamples());
      Vectors.write(out, replica.carriedDelta());
      optimizer.write(out);
      out.writeLong(steps);
      out.writeLong(examplesReplayed);
      out.writeLong(newestEventMillis);
      out.writeInt(prequential.length);
      out.write(prequential);
      carried.write(out);
      waiting.write(out);
      baseTotals.write(out);
      reach.write(out);
      waiting.writeOrigins(out);
      FrozenRound.write(out, replica.frozen());
      frozenTotals.write(out);
      strategy.write(out);
      out.writeInt(replica.outputs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static LearnerState fromBytes(byte[] bytes) {
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
        waiting.readOrigins(in);
      }
      FrozenRound frozen = readFrozen(in, version);
      Totals frozenTotals = version <= VERSION_WITHOUT_ROUND ? Totals.NONE : Totals.read(in);
      StrategyState strategy =
          version <= VERSION_WITHOUT_STRATEGY ? StrategyState.NONE : StrategyState.read(in);
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
              version <= VERSION_WITHOUT_GROWTH ? 0 : in.readInt());
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
          strategy);
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
}
