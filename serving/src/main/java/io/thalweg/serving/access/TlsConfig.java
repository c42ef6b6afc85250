package io.thalweg.serving.access;

import io.thalweg.model.config.ConfigNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code tls}. Immutable.
 *
 * @param certificate the server's, PEM, those that sign it behind it
 * @param key PEM, PKCS #8
 * @param clientCa who signs clients' certificates; null: clients show none
 */
public record TlsConfig(Path certificate, Path key, @Nullable Path clientCa) {

  /** Null where there is no such section. */
  public static @Nullable TlsConfig read(ConfigNode root) {
    if (!root.has("tls")) {
      return null;
    }
    ConfigNode tls = root.section("tls");
    return new TlsConfig(
        Path.of(tls.string("certificate")),
        Path.of(tls.string("key")),
        tls.has("client-ca") ? Path.of(tls.string("client-ca")) : null);
  }

  /** With paths that are relative to a directory. */
  public TlsConfig in(Path directory) {
    return new TlsConfig(
        directory.resolve(certificate),
        directory.resolve(key),
        clientCa == null ? null : directory.resolve(clientCa));
  }
}
