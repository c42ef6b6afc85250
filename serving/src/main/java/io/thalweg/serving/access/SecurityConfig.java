package io.thalweg.serving.access;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The sections {@code access}, {@code limits} and {@code tls}. Immutable.
 *
 * @param tls null: in the clear
 */
public record SecurityConfig(AccessConfig access, LimitsConfig limits, @Nullable TlsConfig tls) {

  /** Open, in the clear, within limits. */
  public static SecurityConfig byDefault() {
    return read(ConfigFile.parse("", "{}"));
  }

  /** Reads three sections of a root. */
  public static SecurityConfig read(ConfigNode root) {
    return new SecurityConfig(
        AccessConfig.read(root.section("access")),
        LimitsConfig.read(root.section("limits")),
        TlsConfig.read(root));
  }

  /** With paths that are relative to a directory. */
  public SecurityConfig in(Path directory) {
    return new SecurityConfig(access.in(directory), limits, tls == null ? null : tls.in(directory));
  }
}
