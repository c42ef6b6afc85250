package io.thalweg.cli.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FreePortTest {
  @Test
  void isNoneThatTheSystemGivesOutByItself() throws Exception {
    List<ServerSocket> given = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        given.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      int least = given.stream().mapToInt(ServerSocket::getLocalPort).min().orElseThrow();
      for (int i = 0; i < 500; i++) {
        assertThat(FreePort.find()).isLessThan(least);
      }
    } finally {
      for (ServerSocket socket : given) {
        socket.close();
      }
    }
  }

  @Test
  void canBeListenedOn() throws Exception {
    int port = FreePort.find();
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.getLocalPort()).isEqualTo(port);
    }
  }
}
