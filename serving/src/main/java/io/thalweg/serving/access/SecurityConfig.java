package io.thalweg.serving.access;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The sections {@code access}, {@code limits} and {@code tls}, and who may use the admin port.
 * Immutable.
 *
 * @param admin of the admin port
 * @param tls null: in the clear
 */
public record SecurityConfig(
    AccessConfig access, AccessConfig admin, LimitsConfig limits, @Nullable TlsConfig tls) {

  /** Open, in the clear, within limits. */
  public static SecurityConfig byDefault() {
    return read(ConfigFile.parse("", "{}"));
  }

  /** Reads three sections of a root, and {@code admin.tokens}. */
  public static SecurityConfig read(ConfigNode root) {
    AccessConfig access = AccessConfig.read(root.section("access"));
    AccessConfig admin = AccessConfig.read(root.section("admin"));
    return new SecurityConfig(
        access,
        admin.tokens() == null ? access : admin,
        LimitsConfig.read(root.section("limits")),
        TlsConfig.read(root));
  }

  /** With paths that are relative to a directory. */
  public SecurityConfig in(Path directory) {
    return new SecurityConfig(
        access.in(directory), admin.in(directory), limits, tls == null ? null : tls.in(directory));
  }
}
