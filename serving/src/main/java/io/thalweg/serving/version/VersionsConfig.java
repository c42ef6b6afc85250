package io.thalweg.serving.version;

import io.thalweg.model.config.ConfigNode;

/**
 * What the section {@code versions} of a serving file says. Immutable.
 *
 * @param keep how many of a model's newest versions stay loaded, the serving one counted; what an
 *     alias names comes on top
 */
public record VersionsConfig(int keep) {
  public static final VersionsConfig DEFAULTS = new VersionsConfig(2);
  private static final int MOST_KEPT = 64;

  /**
   * Reads the section, every key of it.
   *
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static VersionsConfig read(ConfigNode section) {
    VersionsConfig config =
        new VersionsConfig(section.intIn("keep", 1, MOST_KEPT, DEFAULTS.keep()));
    section.refuseUnknown();
    return config;
  }
}
