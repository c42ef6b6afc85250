package io.thalweg.serving.rollout;

import io.thalweg.model.config.ConfigNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the section {@code rollout} of a serving file says, by model. Immutable. */
public record RolloutConfig(Map<String, ModelRollout> models) {
  /** Unversioned requests get what serves, and new versions serve at once. */
  public static final RolloutConfig NONE = new RolloutConfig(Map.of());

  public RolloutConfig {
    models = Map.copyOf(models);
  }

  /**
   * Reads the section.
   *
   * @param served the models of the server; empty: whatever is announced
   * @param judged the models whose answers are compared with labels
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static RolloutConfig read(ConfigNode section, List<String> served, Set<String> judged) {
    Map<String, ModelRollout> models = new TreeMap<>();
    for (String model : section.keys()) {
      if (!served.isEmpty() && !served.contains(model)) {
        throw section
            .required(model)
            .refuse("nothing for '%s', which isn't among the models %s".formatted(model, served));
      }
      models.put(model, ModelRollout.read(section.section(model), model, judged));
    }
    return new RolloutConfig(models);
  }
}
