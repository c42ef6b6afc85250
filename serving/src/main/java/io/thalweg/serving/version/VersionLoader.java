package io.thalweg.serving.version;

import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;

/** Makes a released version ready to serve. */
@FunctionalInterface
public interface VersionLoader {
  /**
   * Reads, verifies and warms the version.
   *
   * @return a servable that the caller owns
   * @throws IOException when its files can't be read, which may pass
   * @throws VersionRefusedException when it must not serve, which stays so
   */
  Servable load(ModelAnnouncement announcement) throws IOException, VersionRefusedException;
}
