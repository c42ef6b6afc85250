package io.thalweg.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.bench.ThreadShares.Stage;
import io.thalweg.cli.bench.ThreadShares.Use;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ThreadSharesTest {
  @ParameterizedTest
  @CsvSource({
    "data-plane-kafka-request-handler-0, BROKER",
    "Source Data Fetcher for Source: shop: events from events -> shop: split events (1/2)#0, FETCH",
    "Source: shop: events from events -> shop: split events (2/2)#0, SOURCE",
    "shop: learn -> shop: no audit: Writer (1/2)#0, LEARN",
    "Time Trigger for shop: learn -> shop: no audit: Writer (2/2)#0, BESIDE",
    "thalweg-collective-0, BESIDE"
  })
  void aThreadIsToldByItsName(String name, Stage stage) {
    assertThat(Stage.of(name)).isEqualTo(stage);
  }

  @Test
  void whatAThreadUsesCountsFromTheBeginning() throws Exception {
    byte[][] kept = new byte[64][];
    Thread thread = new Thread(() -> fillAndWait(kept), "shop: learn -> nobody (1/1)#0");
    ThreadShares shares = new ThreadShares();
    thread.start();
    synchronized (kept) {
      while (kept[63] == null) {
        kept.wait();
      }
    }
    Map<Stage, Use> uses = shares.soFar();
    thread.interrupt();
    thread.join();
    assertThat(uses.get(Stage.LEARN).bytes()).isBetween(64L << 16, 65L << 16);
    assertThat(uses.get(Stage.LEARN).cpuNanos()).isPositive();
    assertThat(uses.get(Stage.SOURCE)).isEqualTo(Use.NOTHING);
  }

  private static void fillAndWait(byte[][] kept) {
    for (int i = 0; i < 64; i++) {
      byte[] next = new byte[1 << 16];
      synchronized (kept) {
        kept[i] = next;
        kept.notifyAll();
      }
    }
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
