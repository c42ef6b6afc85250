package io.thalweg.learner.flink;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Exposure;
import io.thalweg.collective.transport.Transports;
import io.thalweg.collective.transport.tcp.TcpOptions;
import io.thalweg.learner.sync.RoundConfig.Transport;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.taskmanager.TaskManagerRuntimeInfo;

/**
 * Opens the endpoint on which a learner meets the others: at the address by which the TaskManager
 * is known to the other TaskManagers, and beyond this machine only with the job's secret.
 * Stateless.
 */
final class LearnerEndpoints {
  /** The caller closes it. */
  static Endpoint open(TaskManagerRuntimeInfo manager, Transport transport, JobSecret secret)
      throws UnknownHostException {
    InetAddress address =
        address(
            manager.getTaskManagerExternalAddress(),
            manager.getConfiguration().getOptional(TaskManagerOptions.BIND_HOST));
    TcpOptions options = options(address, secret);
    return switch (transport) {
      case AUTO -> Transports.hierarchical(address, 0, options);
      case TCP -> Transports.tcp(address, 0, options);
    };
  }

  /**
   * What is listened on is what the others are told, so it is one address and never all.
   *
   * @param external how others know the TaskManager; empty within one process
   * @param bindHost what Flink itself listens on, where somebody has said it
   */
  static InetAddress address(String external, Optional<String> bindHost)
      throws UnknownHostException {
    InetAddress bound = InetAddress.getByName(bindHost.orElse(external));
    return bound.isAnyLocalAddress() ? InetAddress.getByName(external) : bound;
  }

  static TcpOptions options(InetAddress address, JobSecret secret) {
    if (address.isLoopbackAddress()) {
      return TcpOptions.defaults();
    }
    return TcpOptions.defaults().withExposure(Exposure.ANY_INTERFACE).withSecret(secret.shared());
  }

  private LearnerEndpoints() {}
}
