package io.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.embedded.FreePort.Range;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FreePortTest {
  @Test
  void liesOutsideOfWhatTheSystemGivesOutByItself() {
    assertThat(Range.outside("32768\t60999\n")).isEqualTo(new Range(20_000, 32_767));
    assertThat(Range.outside("49152 65535")).isEqualTo(new Range(20_000, 32_767));
    assertThat(Range.outside("25000 65535")).isEqualTo(new Range(20_000, 24_999));
    assertThat(Range.outside("10240 60999")).isEqualTo(new Range(61_000, 65_535));
    assertThat(Range.outside("")).isEqualTo(new Range(20_000, 32_767));
    assertThat(Range.outside("1024 65535")).isEqualTo(new Range(20_000, 32_767));
  }

  @Test
  void liesThereCanBeListenedOnAndIsFoundOnce() throws Exception {
    Range range = Range.read();
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      int port = FreePort.find();
      assertThat(port).isBetween(range.first(), range.last());
      assertThat(found.add(port)).isTrue();
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(socket.getLocalPort()).isEqualTo(port);
      }
    }
  }
}
