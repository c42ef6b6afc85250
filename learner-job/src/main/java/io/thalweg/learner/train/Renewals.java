package io.thalweg.learner.train;

import io.thalweg.model.Initializer;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.feature.VocabularyFeature;
import io.thalweg.model.parameters.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which vectors begin anew: those of places in a vocabulary that a round has given to another
 * value. They begin by the seed, on all ranks alike. Immutable.
 */
final class Renewals {
  /** Of a model without vocabularies. */
  static final Renewals NONE = new Renewals(List.of(), null);

  /** Rows of a table below the first place: those for missing and for unknown values. */
  private static final int BELOW = 2;

  private final List<Table> tables;
  private final @Nullable ModelSpec spec;

  private record Table(String feature, Tensor tensor) {}

  private Renewals(List<Table> tables, @Nullable ModelSpec spec) {
    this.tables = tables;
    this.spec = spec;
  }

  static Renewals of(ModelSpec spec) {
    List<Table> tables = new ArrayList<>();
    spec.features().features().stream()
        .filter(f -> f instanceof VocabularyFeature && f.vectors().isPresent())
        .forEach(
            f ->
                spec.parameterLayout().tensors().stream()
                    .filter(t -> isOf(f.name(), t.name()))
                    .forEach(t -> tables.add(new Table(f.name(), t))));
    return tables.isEmpty() ? NONE : new Renewals(List.copyOf(tables), spec);
  }

  /** Experts have tables of their own, whose names begin with theirs. */
  private static boolean isOf(String feature, String tensor) {
    return List.of("embeddings.%s.table", "wide.categories.%s.table").stream()
        .map(name -> name.formatted(feature))
        .anyMatch(name -> tensor.equals(name) || tensor.endsWith("." + name));
  }

  /**
   * Lets them begin.
   *
   * @param changed places, by feature
   * @param parameters flat
   */
  void begin(Map<String, List<Integer>> changed, float[] parameters) {
    if (spec == null || changed.values().stream().allMatch(List::isEmpty)) {
      return;
    }
    float[] seeded = Initializer.heNormal(spec);
    for (Table t : tables) {
      int columns = t.tensor().shape().get(1);
      for (int place : changed.getOrDefault(t.feature(), List.of())) {
        int at = t.tensor().offset() + (BELOW + place) * columns;
        System.arraycopy(seeded, at, parameters, at, columns);
      }
    }
  }
}
