package io.thalweg.serving.batch;

import io.thalweg.serving.version.Servable;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * What runs of each version of one model take, for as long as it is loaded. A version begins with
 * what is known of the one that was asked about before it: the same network with other weights, as
 * a rule. Thread-safe.
 */
final class RunCosts {
  // Both are guarded by this.
  private final Map<Servable, RunCost> byVersion = new WeakHashMap<>();
  private RunCost last = new RunCost();

  synchronized RunCost of(Servable servable) {
    RunCost cost = byVersion.get(servable);
    if (cost == null) {
      cost = new RunCost(last);
      byVersion.put(servable, cost);
    }
    last = cost;
    return cost;
  }
}
