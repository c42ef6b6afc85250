package io.thalweg.learner.config;

import io.thalweg.learner.config.PipelineConfig.Admin;
import io.thalweg.model.config.ConfigNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code serving.admin-port} and {@code serving.admin-tokens}. Stateless. */
final class AdminSection {
  private static final String PORT = "admin-port";
  private static final String TOKENS = "admin-tokens";

  private AdminSection() {}

  /**
   * A server has no such port unless the file says which, and none that other machines reach and
   * anybody may change versions by.
   *
   * @param host that is listened on
   * @param taken the port that answers requests
   * @param directory of the file
   */
  static Optional<Admin> read(ConfigNode serving, String host, int taken, Path directory) {
    if (!serving.has(PORT)) {
      if (serving.has(TOKENS)) {
        throw serving
            .required(TOKENS)
            .refuse("nothing, because there is no %s that would ask for them".formatted(PORT));
      }
      return Optional.empty();
    }
    int port = serving.intIn(PORT, 0, 65_535);
    if (port != 0 && port == taken) {
      throw serving
          .required(PORT)
          .refuse(
              "another port than serving.port, such as %d".formatted(port == 8081 ? 8082 : 8081));
    }
    if (!serving.has(TOKENS) && !isLoopback(host)) {
      throw serving
          .required(PORT)
          .refuse(
              "%s, too, because others reach serving.host %s, and who reaches this port could change versions"
                  .formatted(TOKENS, host));
    }
    return Optional.of(
        new Admin(
            port,
            serving.has(TOKENS)
                ? Optional.of(directory.resolve(serving.string(TOKENS)).normalize())
                : Optional.empty()));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
