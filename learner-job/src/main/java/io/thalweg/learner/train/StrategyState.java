package io.thalweg.learner.train;

import io.thalweg.learner.train.strategy.Regularizer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a learner holds on to, in a checkpoint: vectors by name, and the examples since the last
 * consolidation. The vectors aren't changed any more.
 */
final class StrategyState {
  static final StrategyState NONE = new StrategyState(0, Map.of());

  private final long sinceConsolidation;
  private final TreeMap<String, float[]> vectors;

  StrategyState(long sinceConsolidation, Map<String, float[]> vectors) {
    this.sinceConsolidation = sinceConsolidation;
    this.vectors = new TreeMap<>(vectors);
  }

  long sinceConsolidation() {
    return sinceConsolidation;
  }

  /** Borrowed. */
  Map<String, float[]> vectors() {
    return vectors;
  }

  /** As {@link Regularizer#grown} leaves it. */
  StrategyState grown(Consumer<float[]> begin) {
    return new StrategyState(sinceConsolidation, Regularizer.grown(vectors, begin));
  }

  /**
   * What several learners leave to each of others: of every vector the mean, weighted by their
   * steps, over those that have it.
   */
  static StrategyState mean(List<StrategyState> states, List<Long> steps) {
    TreeMap<String, float[]> sums = new TreeMap<>();
    TreeMap<String, Double> weights = new TreeMap<>();
    long since = 0;
    for (int s = 0; s < states.size(); s++) {
      since = Math.max(since, states.get(s).sinceConsolidation);
      double weight = steps.get(s);
      for (Map.Entry<String, float[]> e : states.get(s).vectors.entrySet()) {
        if (weight > 0 && e.getValue().length > 0) {
          add(sums.computeIfAbsent(e.getKey(), k -> new float[e.getValue().length]), e, weight);
          weights.merge(e.getKey(), weight, Double::sum);
        }
      }
    }
    for (Map.Entry<String, float[]> e : sums.entrySet()) {
      double weight = weights.getOrDefault(e.getKey(), 1.0);
      for (int i = 0; i < e.getValue().length; i++) {
        e.getValue()[i] /= (float) weight;
      }
    }
    return new StrategyState(since, sums);
  }

  private static void add(float[] sum, Map.Entry<String, float[]> vector, double weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += (float) (weight * vector.getValue()[i]);
    }
  }

  /** Int64 examples, int32 vectors; of each its name and values, in the order of the names. */
  void write(DataOutputStream out) throws IOException {
    out.writeLong(sinceConsolidation);
    out.writeInt(vectors.size());
    for (Map.Entry<String, float[]> e : vectors.entrySet()) {
      out.writeUTF(e.getKey());
      Vectors.write(out, e.getValue());
    }
  }

  static StrategyState read(DataInputStream in) throws IOException {
    long since = in.readLong();
    TreeMap<String, float[]> vectors = new TreeMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      String name = in.readUTF();
      vectors.put(name, Vectors.readFloats(in));
    }
    return new StrategyState(since, vectors);
  }
}
