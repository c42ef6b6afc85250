package io.thalweg.model;

import java.util.function.Supplier;

/** Makes networks of classes that are none themselves. Found by {@link java.util.ServiceLoader}. */
public interface NetworkProvider {
  /** Whether the class is of a kind that it knows. */
  boolean takes(Class<?> type);

  /**
   * The network.
   *
   * @param instances of the class, a new one each time
   * @throws IllegalArgumentException when none can be made of it, in one line
   */
  Network network(Class<?> type, Supplier<Object> instances);
}
