package io.thalweg.bench.continual;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A row of the table of permuted MNIST (Buzzega et al., "Dark experience for general continual
 * learning", 2020), with the settings that were published with it. Immutable.
 *
 * @param accuracy in percent, as published; empty where we have no figure for it
 */
record Published(String name, Setup setup, OptionalDouble accuracy) {
  private static final List<Integer> BUFFERS = List.of(200, 500, 5120);

  static final List<Published> ALL =
      List.of(
          row("pmnist-sgd", Setup.of("sgd", 0, 0.2, 0, 0), 40.70),
          row("pmnist-er-200", Setup.of("er", 200, 0.2, 0, 0), 72.37),
          row("pmnist-er-500", Setup.of("er", 500, 0.2, 0, 0), 80.60),
          row("pmnist-er-5120", Setup.of("er", 5120, 0.2, 0, 0), 89.90),
          row("pmnist-derpp-200", Setup.of("der++", 200, 0.1, 1, 1), 83.58),
          row("pmnist-derpp-500", Setup.of("der++", 500, 0.2, 1, 0.5), 88.21),
          row("pmnist-derpp-5120", Setup.of("der++", 5120, 0.2, 0.5, 1), 92.26),
          row("pmnist-agem-200", Setup.of("agem", 200, 0.1, 0, 0), 66.42),
          row("pmnist-agem-500", Setup.of("agem", 500, 0.1, 0, 0)),
          row("pmnist-agem-5120", Setup.of("agem", 5120, 0.1, 0, 0)));

  private static Published row(String name, Setup setup, double accuracy) {
    return new Published(name, setup, OptionalDouble.of(accuracy));
  }

  private static Published row(String name, Setup setup) {
    return new Published(name, setup, OptionalDouble.empty());
  }

  /** Whether this is what the user asks for; who says nothing asks for all. */
  boolean isWanted(ContinualOptions o) {
    return (o.strategy() == null || setup.strategy().equals(StrategyName.normal(o.strategy())))
        && (o.buffer() == null || setup.buffer() == o.buffer() || setup.strategy().equals("sgd"));
  }

  /**
   * What its figure is called in a report. Without a buffer it is measured once, and stands beside
   * each of the others.
   */
  List<String> names(ContinualOptions o) {
    if (setup.buffer() > 0) {
      return List.of(name);
    }
    return o.buffer() == null
        ? BUFFERS.stream().map(buffer -> name + "-" + buffer).toList()
        : List.of(name + "-" + o.buffer());
  }

  /** Whether it is learned as it was published. */
  boolean isKept(ContinualOptions o) {
    return setup.with(o).equals(setup) && o.rows() == null;
  }
}
