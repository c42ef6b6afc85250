package io.thalweg.serving;

import io.thalweg.serving.follow.AliasException;
import io.thalweg.serving.follow.VersionAdmin;
import io.thalweg.serving.rollout.AliasWriter;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Moves aliases by their log, so that all servers and later starts of this one know. Immutable. */
record LoggedAliases(VersionAdmin admin) implements AliasWriter {
  @Override
  public void assign(String model, String alias, @Nullable Long version) throws IOException {
    try {
      if (version == null) {
        admin.remove(model, alias);
      } else {
        admin.assign(model, alias, version);
      }
    } catch (AliasException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public OptionalLong highest(String model, String alias) {
    return admin.highest(model, alias);
  }
}
