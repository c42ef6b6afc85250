package io.thalweg.bench.collective.rank;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.transport.Transports;
import io.thalweg.collective.transport.tcp.Integrity;
import io.thalweg.collective.transport.tcp.SharedSecret;
import io.thalweg.collective.transport.tcp.TcpOptions;
import java.net.InetAddress;

/** What ranks of a measurement are linked by. */
public enum Wire {
  TCP,
  TCP_WITH_PAYLOAD_CRC,
  TCP_WITH_HMAC,
  HIERARCHICAL;

  /** The caller closes it. */
  Endpoint open() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    TcpOptions plain = TcpOptions.defaults();
    return switch (this) {
      case TCP -> Transports.tcp(loopback, 0, plain);
      case TCP_WITH_PAYLOAD_CRC ->
          Transports.tcp(loopback, 0, plain.withIntegrity(Integrity.PAYLOAD));
      case TCP_WITH_HMAC ->
          Transports.tcp(
              loopback, 0, plain.withSecret(SharedSecret.of(new byte[SharedSecret.MIN_BYTES])));
      case HIERARCHICAL -> Transports.hierarchical(loopback, 0, plain);
    };
  }
}
