package io.thalweg.collective.transport.tcp;

import io.thalweg.collective.Exposure;
import io.thalweg.collective.algorithm.AllReduceAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint speaks; all ranks need the same. There is no encryption: where others can listen,
 * use a private network. Immutable.
 *
 * @param secret with one, every frame has a MAC, and who doesn't know it gets no answer
 * @param integrity null takes {@link Integrity#HEADER} between loopback addresses and {@link
 *     Integrity#PAYLOAD} elsewhere; a secret guards payloads in any case
 * @param allReduce null takes what is cheapest for the length
 */
public record TcpOptions(
    Exposure exposure,
    @Nullable SharedSecret secret,
    @Nullable Integrity integrity,
    @Nullable AllReduceAlgorithm allReduce) {

  public static TcpOptions defaults() {
    return new TcpOptions(Exposure.LOOPBACK_ONLY, null, null, null);
  }

  public TcpOptions withExposure(Exposure other) {
    return new TcpOptions(other, secret, integrity, allReduce);
  }

  public TcpOptions withSecret(SharedSecret other) {
    return new TcpOptions(exposure, other, integrity, allReduce);
  }

  public TcpOptions withIntegrity(Integrity other) {
    return new TcpOptions(exposure, secret, other, allReduce);
  }

  public TcpOptions withAllReduce(AllReduceAlgorithm other) {
    return new TcpOptions(exposure, secret, integrity, other);
  }
}
