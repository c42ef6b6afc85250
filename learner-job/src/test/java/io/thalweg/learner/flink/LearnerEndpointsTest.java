package io.thalweg.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Exposure;
import io.thalweg.collective.transport.Transports;
import io.thalweg.collective.transport.tcp.TcpOptions;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearnerEndpointsTest {
  /** The addresses are literals: nobody is asked for their names, and nothing is opened. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7,           ,           192.0.2.7",
    "192.0.2.7,   0.0.0.0,           192.0.2.7",
    "192.0.2.7,  192.0.2.8,           192.0.2.8",
    "192.0.2.7,  127.0.0.1,           127.0.0.1",
    "127.0.0.1,           ,           127.0.0.1",
    "'',                  ,           127.0.0.1"
  })
  void aLearnerListensWhereItsTaskManagerIsKnown(String external, String bindHost, String want)
      throws Exception {
    InetAddress address = LearnerEndpoints.address(external, Optional.ofNullable(bindHost));
    assertThat(address.getHostAddress()).isEqualTo(want);
  }

  @Test
  void onlyAnAddressBeyondThisMachineIsOpenAndOnlyWithTheSecret() throws Exception {
    JobSecret secret = JobSecret.draw();
    TcpOptions here = LearnerEndpoints.options(InetAddress.getByName("127.0.0.2"), secret);
    assertThat(here).isEqualTo(TcpOptions.defaults());
    TcpOptions beyond = LearnerEndpoints.options(InetAddress.getByName("192.0.2.7"), secret);
    assertThat(beyond.exposure()).isEqualTo(Exposure.ANY_INTERFACE);
    assertThat(beyond.secret()).isNotNull();
  }

  @Test
  void learnersTakeThePortsOfTheRangeInTurnAndSayWhenAllAreTaken() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
      int taken = free.getLocalPort();
      Endpoint endpoint =
          LearnerEndpoints.open(taken + "," + "0", port -> Transports.tcp(loopback, port));
      try {
        assertThat(endpoint.port()).isPositive().isNotEqualTo(taken);
      } finally {
        endpoint.close();
      }
      assertThatThrownBy(
              () ->
                  LearnerEndpoints.open(
                      Integer.toString(taken), port -> Transports.tcp(loopback, port)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("all ports of thalweg.learner.port are taken: " + taken);
    }
    assertThatThrownBy(() -> LearnerEndpoints.open("many", port -> Transports.tcp(loopback, port)))
        .hasMessageContaining("thalweg.learner.port is 'many'; write a port");
  }

  @Test
  void theSecretTravelsWithTheJobButIsNeverShown() throws Exception {
    JobSecret secret = JobSecret.draw();
    byte[] sent = InstantiationUtil.serializeObject(secret);
    JobSecret received = InstantiationUtil.deserializeObject(sent, getClass().getClassLoader());
    assertThat(InstantiationUtil.serializeObject(received)).isEqualTo(sent);
    assertThat(InstantiationUtil.serializeObject(JobSecret.draw())).isNotEqualTo(sent);
    assertThat(secret).hasToString("JobSecret");
    assertThat(secret.shared()).hasToString("SharedSecret");
  }
}
