package io.thalweg.collective.transport.tcp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Exposure;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.transport.Transports;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpEndpointTest {

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "host.invalid"})
  void keepsToThisMachineUnlessToldOtherwise(String elsewhere) {
    try (Endpoint endpoint = Transports.tcp(InetAddress.getLoopbackAddress(), 0)) {
      Membership membership =
          new Membership(
              new Generation(1, 2),
              List.of(
                  new Member(0, elsewhere, 4_000, "other"),
                  new Member(1, endpoint.host(), endpoint.port(), endpoint.processId())));
      assertThatThrownBy(() -> endpoint.join(membership, 1, Duration.ofSeconds(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("member is not on this machine")
          .hasMessageContaining(elsewhere)
          .hasMessageEndingWith("open it with ANY_INTERFACE and a shared secret");
    }
  }

  @Test
  void listensElsewhereOnlyWithASecret() throws Exception {
    InetAddress anywhere = InetAddress.getByName("0.0.0.0");
    TcpOptions exposed = TcpOptions.defaults().withExposure(Exposure.ANY_INTERFACE);
    assertThatThrownBy(() -> Transports.tcp(anywhere, 0))
        .hasMessageContaining("address is open to other machines");
    assertThatThrownBy(() -> Transports.tcp(anywhere, 0, exposed))
        .hasMessageContaining("there is no shared secret");
    Transports.tcp(anywhere, 0, exposed.withSecret(SharedSecret.of(new byte[16]))).close();
  }
}
