package io.thalweg.serving.explain;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.version.Servable;
import java.util.ArrayList;
import java.util.List;

/**
 * One version, asked why it says what it says. Thread-safe; usable while the version is acquired.
 */
final class ServedModel {
  /** Explained at most, to say which features count. */
  private static final int ROWS = 32;

  /** Of the least cost of a sampled explanation. */
  private static final int LEAST_PER_ROW = 4;

  private final Servable servable;
  private final Background background;
  private final Players players;

  ServedModel(Servable servable, Background background) {
    this.servable = servable;
    this.background = background;
    this.players = Players.of(servable.spec().features());
  }

  /**
   * Explains what it says of one row.
   *
   * @param row float32, (width), as a request's inputs are encoded
   * @param budget evaluations at most
   */
  Explanation explain(float[] row, ExplainRequest request, int budget) {
    OutputColumn column =
        OutputColumn.of(servable.spec(), request, () -> servable.predictor().run(row, 1));
    Question question = new Question(model(column), players, row, background);
    Attributions attributions =
        Attributor.of(
            question,
            request.method(),
            Attributor.isLinear(servable.spec(), column),
            budget,
            request.seed());
    return new Explanation(
        servable.spec().name(), servable.version(), column, attributions, background.source());
  }

  /** Explains rows of the background, as many as the budget allows, and says what counts. */
  Importance importance(ExplainRequest request, int budget) {
    int rows = Math.min(ROWS, background.size());
    while (rows > 1 && budget / rows < LEAST_PER_ROW * PermutationShapley.cost(players.count())) {
      rows--;
    }
    Background explained = background.sample(rows, request.seed());
    List<Moments> sizes = new ArrayList<>();
    players.all().forEach(p -> sizes.add(new Moments()));
    List<Explanation> all = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      Explanation e = explain(explained.row(r), request, budget / rows);
      all.add(e);
      for (int i = 0; i < sizes.size(); i++) {
        sizes.get(i).add(Math.abs(e.attributions().features().get(i).value()));
      }
    }
    return importance(request, all, sizes);
  }

  private Importance importance(
      ExplainRequest request, List<Explanation> all, List<Moments> sizes) {
    List<Importance.Feature> features = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      features.add(
          new Importance.Feature(
              players.all().get(i).name(), sizes.get(i).mean(), sizes.get(i).standardError()));
    }
    Explanation first = all.get(0);
    return new Importance(
        servable.spec().name(),
        servable.version(),
        first.output().output(),
        first.output().scale(),
        request.column() == null && servable.spec().head().outputs() > 1
            ? null
            : (Integer) first.output().column(),
        first.attributions().method(),
        features,
        all.size(),
        first.attributions().backgroundRows(),
        background.source(),
        all.stream().mapToInt(e -> e.attributions().evaluations()).sum());
  }

  private Evaluation model(OutputColumn column) {
    return (dense, rows) -> {
      float[] values = column.of(servable.predictor().run(dense, rows), rows);
      for (float v : values) {
        if (!Float.isFinite(v)) {
          throw RequestException.bad(
              "%s is %s where some features have the values of other rows, the inputs are too large for float32"
                  .formatted(column.output(), v));
        }
      }
      return values;
    };
  }
}
