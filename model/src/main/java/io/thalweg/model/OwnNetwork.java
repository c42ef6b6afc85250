package io.thalweg.model;

import io.thalweg.model.ModelSpec.Dense;
import io.thalweg.model.feature.FeatureSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network that a class of the user's makes. Its class is loaded where a pipeline names it, and
 * never where a manifest does: whoever serves a model has its graph and asks for nothing else. Two
 * of the same class are equal. Immutable, if the class is.
 */
public final class OwnNetwork implements Architecture {
  private static final long serialVersionUID = 1;

  private final String className;
  private final boolean loaded;
  private final transient @Nullable Network network;

  private OwnNetwork(String className, @Nullable Network network) {
    this.className = className;
    this.loaded = network != null;
    this.network = network;
  }

  /**
   * With an instance of the class.
   *
   * @throws IllegalArgumentException when there is none, in one line
   */
  public static OwnNetwork load(String className) {
    return new OwnNetwork(className, NetworkClasses.open(className));
  }

  /** The name alone, of which no class is loaded, not even for {@link #logits}. */
  public static OwnNetwork named(String className) {
    return new OwnNetwork(className, null);
  }

  /** Whoever gets it from another process has a class path of its own. */
  private Object readResolve() {
    return loaded ? load(className) : this;
  }

  public String className() {
    return className;
  }

  @Override
  public List<Dense> hidden() {
    return List.of();
  }

  @Override
  public <T> T logits(Operations<T> on, FeatureSpec features, int outputs) {
    if (network == null) {
      throw new IllegalStateException(
          "of the network %s only the name is known here; name it in a pipeline".formatted(this));
    }
    try {
      return network.logits(on, features, outputs);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalArgumentException("%s failed with %s".formatted(this, e), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OwnNetwork n && n.className.equals(className);
  }

  @Override
  public int hashCode() {
    return className.hashCode();
  }

  @Override
  public String toString() {
    return className;
  }
}
