package io.thalweg.model;

import io.thalweg.model.FineTuned.Adapters;
import io.thalweg.model.feature.VectorTable.Use;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Operations of which some affine ones have an adapter beside them. Confined to one thread. */
final class AdaptedOperations<T> implements Operations<T> {
  private final Operations<T> on;
  private final Adapters adapters;
  private final Set<String> affine = new TreeSet<>();

  AdaptedOperations(Operations<T> on, Adapters adapters) {
    this.on = on;
    this.adapters = adapters;
  }

  void requireAllFound() {
    for (String layer : adapters.layers()) {
      if (!affine.contains(layer)) {
        throw new IllegalArgumentException(
            "there is no layer %s for an adapter, only %s".formatted(layer, affine));
      }
    }
  }

  @Override
  public T affine(String name, T x, int units, WeightInit init) {
    affine.add(name);
    T sums = on.affine(name, x, units, init);
    if (!adapters.layers().contains(name)) {
      return sums;
    }
    T narrow =
        on.linear(name + ".lora.a", x, adapters.rank(), (inputs, rank) -> Math.sqrt(1.0 / inputs));
    T wide = on.linear(name + ".lora.b", narrow, units, WeightInit.zero());
    T scaled = on.scale(name + ".lora.scaled", wide, adapters.alpha() / adapters.rank());
    return on.add(name + ".lora.sums", sums, scaled);
  }

  @Override
  public T input() {
    return on.input();
  }

  @Override
  public T activate(String name, ModelSpec.Activation function, T x) {
    return on.activate(name, function, x);
  }

  @Override
  public T layerNorm(String name, T x) {
    return on.layerNorm(name, x);
  }

  @Override
  public T dropout(String name, T x, float rate) {
    return on.dropout(name, x, rate);
  }

  @Override
  public T add(String name, T a, T b) {
    return on.add(name, a, b);
  }

  @Override
  public T linear(String name, T x, int units, WeightInit init) {
    return on.linear(name, x, units, init);
  }

  @Override
  public T multiply(String name, T a, T b) {
    return on.multiply(name, a, b);
  }

  @Override
  public T scale(String name, T x, float factor) {
    return on.scale(name, x, factor);
  }

  @Override
  public T gate(String name, T x, float start) {
    return on.gate(name, x, start);
  }

  @Override
  public T columns(String name, T x, int from, int to) {
    return on.columns(name, x, from, to);
  }

  @Override
  public T concat(String name, List<T> parts) {
    return on.concat(name, parts);
  }

  @Override
  public T rowSum(String name, T x) {
    return on.rowSum(name, x);
  }

  @Override
  public T lookup(String name, T ids, int rows, int columns, WeightInit init) {
    return on.lookup(name, ids, rows, columns, init);
  }

  @Override
  public T bag(String name, T ids, int rows, int columns, Use use, WeightInit init) {
    return on.bag(name, ids, rows, columns, use, init);
  }

  @Override
  public T pairwiseDots(String name, List<T> vectors) {
    return on.pairwiseDots(name, vectors);
  }

  @Override
  public T convolution(
      String name, T x, Images images, int filters, Images.Window window, WeightInit init) {
    return on.convolution(name, x, images, filters, window, init);
  }

  @Override
  public T gru(String name, T x, T present, int steps, int units, WeightInit init) {
    return on.gru(name, x, present, steps, units, init);
  }

  @Override
  public T block(String name, T x, EngineBlock block) {
    return on.block(name, x, block);
  }

  @Override
  public T maxPool(String name, T x, Images images, Images.Window window) {
    return on.maxPool(name, x, images, window);
  }
}
