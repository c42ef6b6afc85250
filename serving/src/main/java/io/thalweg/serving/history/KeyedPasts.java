package io.thalweg.serving.history;

import io.thalweg.model.ModelSpec;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pasts of keys that a server has, by model. Thread-safe. */
public final class KeyedPasts {
  /** Of no model: clients give histories as inputs. */
  public static final KeyedPasts NONE =
      new KeyedPasts(HistoriesConfig.NONE, InstantSource.system());

  private final Map<String, ModelPasts> models = new TreeMap<>();
  private final InstantSource clock;

  /** Of no key yet. */
  public KeyedPasts(HistoriesConfig config, InstantSource clock) {
    config.models().forEach((model, followed) -> models.put(model, new ModelPasts(followed)));
    this.clock = clock;
  }

  /** A view, by model. */
  public Map<String, ModelPasts> models() {
    return Collections.unmodifiableMap(models);
  }

  /** For one request; null where the model's histories aren't followed, or it has none. */
  public @Nullable PastLookup lookup(ModelSpec spec) {
    ModelPasts pasts = models.get(spec.name());
    return pasts == null || !spec.features().looksBack()
        ? null
        : new PastLookup(pasts, pasts.plan(spec.features()), clock.millis());
  }
}
