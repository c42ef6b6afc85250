package io.thalweg.serving.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
  private final AtomicLong nanos = new AtomicLong();

  private int admitted(RateLimit limit, String client, int tries) {
    int count = 0;
    for (int i = 0; i < tries; i++) {
      count += limit.secondsToWait(client) == 0 ? 1 : 0;
    }
    return count;
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void admitsABurstAndThenTheRate() {
    RateLimit limit = new RateLimit(10, 25, 100, nanos::get);
    assertThat(admitted(limit, "web", 100)).isEqualTo(25);
    pass(Duration.ofMillis(500));
    assertThat(admitted(limit, "web", 100)).isEqualTo(5);
    pass(Duration.ofHours(1));
    assertThat(admitted(limit, "web", 100)).isEqualTo(25);
  }

  @Test
  void saysAfterHowManySecondsThereIsRoom() {
    RateLimit limit = new RateLimit(1, 1, 100, nanos::get);
    assertThat(limit.secondsToWait("web")).isZero();
    assertThat(limit.secondsToWait("web")).isEqualTo(1);
    pass(Duration.ofMillis(999));
    assertThat(limit.secondsToWait("web")).isEqualTo(1);
    pass(Duration.ofMillis(1));
    assertThat(limit.secondsToWait("web")).isZero();
  }

  @Test
  void countsEachClientForItself() {
    RateLimit limit = new RateLimit(10, 10, 100, nanos::get);
    assertThat(admitted(limit, "greedy", 1000)).isEqualTo(10);
    assertThat(admitted(limit, "modest", 10)).isEqualTo(10);
  }

  @Test
  void remembersABoundedNumberOfClients() {
    RateLimit limit = new RateLimit(10, 10, 50, nanos::get);
    for (int i = 0; i < 10_000; i++) {
      limit.secondsToWait("client" + i);
    }
    assertThat(limit.size()).isLessThanOrEqualTo(50);
  }

  @Test
  void forgetsNobodyWhoIsOverTheLimitForThoseThatComeOnce() {
    RateLimit limit = new RateLimit(10, 10, 50, nanos::get);
    assertThat(admitted(limit, "greedy", 1000)).isEqualTo(10);
    int more = 0;
    for (int i = 0; i < 10_000; i++) {
      limit.secondsToWait("client" + i);
      more += admitted(limit, "greedy", 1);
    }
    assertThat(more).isZero();
  }

  @Test
  void forgetsWhoseBucketIsFullAgain() {
    RateLimit limit = new RateLimit(10, 10, 100, nanos::get);
    admitted(limit, "web", 3);
    assertThat(limit.size()).isEqualTo(1);
    pass(Duration.ofSeconds(3));
    assertThat(limit.size()).isZero();
  }

  @Test
  void takesTheNetworkOfAnIpv6AddressForTheClient() throws UnknownHostException {
    assertThat(RateLimit.client(InetAddress.getByName("192.0.2.7"))).isEqualTo("192.0.2.7");
    assertThat(RateLimit.client(InetAddress.getByName("2001:db8:0:1::7")))
        .isEqualTo(RateLimit.client(InetAddress.getByName("2001:db8:0:1:ffff::9")))
        .isNotEqualTo(RateLimit.client(InetAddress.getByName("2001:db8:0:2::7")));
  }
}
