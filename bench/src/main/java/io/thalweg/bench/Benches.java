package io.thalweg.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The benches on the class path. Stateless. */
public final class Benches {
  private Benches() {}

  /** By name. */
  public static List<Bench> all() {
    return ServiceLoader.load(Bench.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Bench::name))
        .toList();
  }

  public static Optional<Bench> find(String name) {
    return all().stream().filter(bench -> bench.name().equals(name)).findFirst();
  }
}
