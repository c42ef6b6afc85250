package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Accumulation;
import io.thalweg.collective.algorithm.AllReduceAlgorithm;
import io.thalweg.collective.algorithm.BroadcastAlgorithm;
import io.thalweg.collective.algorithm.CostModel;
import io.thalweg.collective.algorithm.Plan;
import io.thalweg.collective.algorithm.Plans;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One rank's plan for each call, with the number that tells calls apart on the wire. Learners make
 * the same few calls again and again, so the last ones are kept. Confined to the communicator's
 * thread.
 */
final class Schedule {

  private static final int KEPT = 16;

  /**
   * @param operation the same on all ranks exactly if they make the same call
   */
  record Entry(Plan plan, int operation) {}

  /** What decides on a plan; of these the wire tells everything but the length by one number. */
  private record Key(Kind kind, int length, Accumulation accumulation, List<Integer> arguments) {}

  /** The calls there are; their names are part of the wire format. */
  private enum Kind {
    ALL_REDUCE,
    REDUCE_SCATTER,
    ALL_GATHER,
    BROADCAST
  }

  private final int rank;
  private final int worldSize;
  private final @Nullable AllReduceAlgorithm fixed;
  private final Map<Key, Entry> entries =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Entry> eldest) {
          return size() > KEPT;
        }
      };

  Schedule(int rank, int worldSize, @Nullable AllReduceAlgorithm fixed) {
    this.rank = rank;
    this.worldSize = worldSize;
    this.fixed = fixed;
  }

  Entry allReduce(int floats, Accumulation accumulation) {
    return entry(new Key(Kind.ALL_REDUCE, floats, accumulation, List.of()));
  }

  Entry reduceScatter(int floats, Accumulation accumulation) {
    return entry(new Key(Kind.REDUCE_SCATTER, floats, accumulation, List.of()));
  }

  Entry allGather(int[] partBytes) {
    return entry(
        new Key(
            Kind.ALL_GATHER,
            IntStream.of(partBytes).sum(),
            Accumulation.FLOAT32,
            Arrays.stream(partBytes).boxed().toList()));
  }

  Entry broadcast(int bytes, int root) {
    return entry(new Key(Kind.BROADCAST, bytes, Accumulation.FLOAT32, List.of(root)));
  }

  private Entry entry(Key key) {
    Entry known = entries.get(key);
    if (known == null) {
      known = make(key);
      entries.put(key, known);
    }
    return known;
  }

  private Entry make(Key key) {
    switch (key.kind) {
      case ALL_REDUCE -> {
        AllReduceAlgorithm algorithm =
            fixed != null
                ? fixed
                : CostModel.MEASURED.allReduce(worldSize, key.length, bytesPerElement(key));
        return new Entry(
            algorithm.plan(rank, worldSize, key.length), operation(key, algorithm.name()));
      }
      case REDUCE_SCATTER -> {
        return new Entry(Plans.reduceScatter(rank, worldSize, key.length), operation(key, "RING"));
      }
      case ALL_GATHER -> {
        return new Entry(Plans.allGather(rank, key.arguments), operation(key, "RING"));
      }
      case BROADCAST -> {
        BroadcastAlgorithm algorithm = CostModel.MEASURED.broadcast(worldSize, key.length);
        return new Entry(
            algorithm.plan(rank, worldSize, key.arguments.get(0), key.length),
            operation(key, algorithm.name()));
      }
    }
    throw new IllegalArgumentException("unknown call: " + key);
  }

  private static int bytesPerElement(Key key) {
    return key.accumulation == Accumulation.FLOAT64 ? Double.BYTES : Float.BYTES;
  }

  /** Hashes of strings and of lists of numbers only: these are the same in every JVM. */
  private static int operation(Key key, String algorithm) {
    return List.of(key.kind.name(), key.accumulation.name(), algorithm, key.arguments).hashCode();
  }
}
