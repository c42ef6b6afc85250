package io.thalweg.serving.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongSupplier;

/**
 * A token bucket for each client. Thread-safe, lock-free where a client is known.
 *
 * <p>A bucket that nobody has touched for as long as it takes to fill is dropped: a new one is the
 * same. Beyond the bound on clients those go that ask least often (the cache's W-TinyLFU, [1]), so
 * an army of addresses that come once doesn't free those that come all the time.
 *
 * <p>[1] Einziger, Friedman, Manes: TinyLFU, ACM Transactions on Storage 13(4), 2017.
 */
public final class RateLimit {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final int requestsPerSecond;
  private final int burst;
  private final LongSupplier nanoClock;
  private final Cache<String, Bucket> buckets;

  /**
   * Every client begins with a full bucket.
   *
   * @param burst requests that a full bucket is good for
   * @param clients that are told apart at most
   * @param nanoClock such as {@link System#nanoTime}
   */
  public RateLimit(int requestsPerSecond, int burst, int clients, LongSupplier nanoClock) {
    this.requestsPerSecond = requestsPerSecond;
    this.burst = burst;
    this.nanoClock = nanoClock;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(clients)
            .expireAfterAccess(Duration.ofSeconds(1 + burst / requestsPerSecond))
            .ticker(nanoClock::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** The key of somebody without a token: an IPv4 address, or the /64 that an IPv6 one is in. */
  public static String client(InetAddress peer) {
    return peer instanceof Inet6Address
        ? HexFormat.of().formatHex(Arrays.copyOf(peer.getAddress(), 8)) + "/64"
        : peer.getHostAddress();
  }

  /**
   * Takes a request out of the client's bucket.
   *
   * @return 0, or after how many seconds there is room for one
   */
  public long secondsToWait(String client) {
    ConsumptionProbe probe = buckets.get(client, c -> full()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? 0
        : -Math.floorDiv(-probe.getNanosToWaitForRefill(), NANOS_PER_SECOND);
  }

  /** Of how many clients something is known. */
  long size() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(
            Bandwidth.builder()
                .capacity(burst)
                .refillGreedy(requestsPerSecond, Duration.ofSeconds(1))
                .build())
        .withCustomTimePrecision(
            new TimeMeter() {
              @Override
              public long currentTimeNanos() {
                return nanoClock.getAsLong();
              }

              @Override
              public boolean isWallClockBased() {
                return false;
              }
            })
        .build();
  }
}
