package io.thalweg.serving.history;

import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The pasts of one model's keys. Thread-safe. */
public final class ModelPasts {
  private final Followed followed;
  private final PastStore store;
  private final LongAdder known = new LongAdder();
  private final LongAdder unknown = new LongAdder();

  /** Of the version that asked last: nearly always that which asks next. */
  private volatile @Nullable PastPlan last;

  ModelPasts(Followed followed) {
    this.followed = followed;
    this.store = new PastStore(followed.maxBytes());
  }

  /** Where they come from, and how events say whose they are. */
  public Followed followed() {
    return followed;
  }

  public PastStore store() {
    return store;
  }

  PastPlan plan(FeatureSpec spec) {
    PastPlan plan = last;
    if (plan == null || !plan.spec().equals(spec)) {
      plan = new PastPlan(spec, followed);
      last = plan;
    }
    return plan;
  }

  void asked(boolean isKnown) {
    (isKnown ? known : unknown).increment();
  }

  /** Rows whose key had a past here with all that its version asked for. */
  public long knownCount() {
    return known.sum();
  }

  /** Rows whose key had none such. */
  public long unknownCount() {
    return unknown.sum();
  }
}
