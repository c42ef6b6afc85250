package io.thalweg.serving.http;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.AccessGate;
import io.thalweg.serving.access.LimitsConfig;
import io.thalweg.serving.access.RateLimit;
import io.thalweg.serving.access.TlsFiles;
import io.thalweg.serving.stats.ServingRecorder;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a port and its routes. Immutable.
 *
 * @param rate null: clients may ask as often as they like
 * @param tls null: in the clear
 * @param roles that paths ask for
 * @param bodies what those that are being read may take together
 * @param recorder told of what is under way and what is turned away
 */
public record Protection(
    AccessGate gate,
    @Nullable RateLimit rate,
    LimitsConfig limits,
    @Nullable TlsFiles tls,
    PathRoles roles,
    BodyBudget bodies,
    ServingRecorder recorder) {

  /** With the rate that the limits name. */
  public static Protection of(
      AccessGate gate, LimitsConfig limits, @Nullable TlsFiles tls, ServingRecorder recorder) {
    RateLimit rate =
        limits.requestsPerSecond() == 0
            ? null
            : new RateLimit(
                limits.requestsPerSecond(), limits.burst(), limits.clients(), System::nanoTime);
    return new Protection(
        gate, rate, limits, tls, PathRoles.MAIN, new BodyBudget(limits.bodiesBytes()), recorder);
  }

  /** The same for a port that changes what serves, as often as somebody likes. */
  public Protection forAdmins() {
    return forAdmins(gate);
  }

  /**
   * Likewise.
   *
   * @param own of that port
   */
  public Protection forAdmins(AccessGate own) {
    return new Protection(own, null, limits, tls, PathRoles.ADMIN, bodies, recorder);
  }

  /** For everybody, in the clear, within the limits that are limits by default. */
  public static Protection byDefault(ServingRecorder recorder) {
    return of(
        new AccessGate(AccessConfig.open()),
        LimitsConfig.read(ConfigFile.parse("", "{}")),
        null,
        recorder);
  }
}
