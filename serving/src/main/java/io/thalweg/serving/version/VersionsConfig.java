package io.thalweg.serving.version;

import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.signature.TrustedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the section {@code versions} of a serving file says. Immutable.
 *
 * @param keep how many of a model's newest versions stay loaded, the serving one counted; what an
 *     alias names comes on top
 * @param trustedKeys of releasers; none: versions needn't be signed
 * @param gate that a version must pass
 * @param poll how often to look into the store, instead of following the log
 * @param aliasFile where aliases are kept then; empty: in memory
 */
public record VersionsConfig(
    int keep,
    TrustedKeys trustedKeys,
    Optional<Gate> gate,
    Optional<Duration> poll,
    Optional<Path> aliasFile) {
  public static final VersionsConfig DEFAULTS =
      new VersionsConfig(2, TrustedKeys.NONE, Optional.empty(), Optional.empty(), Optional.empty());
  private static final int MOST_KEPT = 64;

  /**
   * Reads the section, every key of it.
   *
   * @param poll of the file itself
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static VersionsConfig read(ConfigNode section, Optional<Duration> poll) {
    VersionsConfig config =
        new VersionsConfig(
            section.intIn("keep", 1, MOST_KEPT, DEFAULTS.keep()),
            trustedKeys(section),
            section.has("gate")
                ? Optional.of(Gate.read(section.section("gate")))
                : Optional.empty(),
            poll,
            aliasFile(section, poll));
    section.refuseUnknown();
    return config;
  }

  private static Optional<Path> aliasFile(ConfigNode section, Optional<Duration> poll) {
    if (!section.has("alias-file")) {
      return Optional.empty();
    }
    if (poll.isEmpty()) {
      throw section
          .required("alias-file")
          .refuse("nothing, because without poll aliases are kept on Kafka");
    }
    return Optional.of(Path.of(section.string("alias-file")));
  }

  /** With the path of the aliases relative to a directory. */
  public VersionsConfig in(Path directory) {
    return new VersionsConfig(keep, trustedKeys, gate, poll, aliasFile.map(directory::resolve));
  }

  private static TrustedKeys trustedKeys(ConfigNode section) {
    if (!section.has("trusted-keys")) {
      return TrustedKeys.NONE;
    }
    ConfigNode files = section.required("trusted-keys");
    String want = "a list of files, each with an Ed25519 public key in PEM";
    if (files.isScalar() || files.isMapping() || files.elements().isEmpty()) {
      throw files.refuse(want);
    }
    List<Path> paths = files.elements().stream().map(f -> Path.of(f.string())).toList();
    try {
      return TrustedKeys.read(paths);
    } catch (IOException e) {
      throw files.refuse(want + ": " + e.getMessage());
    }
  }
}
