package io.thalweg.serving.rollout;

import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Moves aliases, where all servers learn of it if that is how the server is run. */
@FunctionalInterface
public interface AliasWriter {
  /**
   * The alias names this version from here on; it may take effect later.
   *
   * @param version null: nothing any more
   * @throws IOException when it can't be known that it was written, which may pass
   */
  void assign(String model, String alias, @Nullable Long version) throws IOException;

  /** The highest version that the alias has named, before this start among it, if that is known. */
  default OptionalLong highest(String model, String alias) {
    return OptionalLong.empty();
  }
}
