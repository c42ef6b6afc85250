package io.thalweg.serving.explain;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Who shares in an output: the features of a model, each with all of its columns. The columns of a
 * category, a vector or a sequence are one player, because no row has them one by one. Immutable.
 *
 * @param all in the order of the columns
 */
record Players(List<Player> all) {
  /**
   * A feature's columns.
   *
   * @param from the first
   */
  record Player(String name, int from, int width) {}

  Players {
    all = List.copyOf(all);
  }

  static Players of(FeatureSpec features) {
    List<Player> players = new ArrayList<>();
    int from = 0;
    for (Feature f : features.features()) {
      players.add(new Player(f.name(), from, f.width()));
      from += f.width();
    }
    return new Players(players);
  }

  int count() {
    return all.size();
  }

  /** Columns in all. */
  int width() {
    Player last = all.get(all.size() - 1);
    return last.from + last.width;
  }
}
