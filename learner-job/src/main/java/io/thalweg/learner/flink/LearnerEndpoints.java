package io.thalweg.learner.flink;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Exposure;
import io.thalweg.collective.transport.Transports;
import io.thalweg.collective.transport.tcp.TcpOptions;
import io.thalweg.learner.sync.RoundConfig.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.IntFunction;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.taskmanager.TaskManagerRuntimeInfo;
import org.apache.flink.util.NetUtils;

/**
 * Opens the endpoint on which a learner meets the others: at the address by which the TaskManager
 * is known to the other TaskManagers, and beyond this machine only with the job's secret.
 * Stateless.
 */
final class LearnerEndpoints {
  /**
   * A key of Flink's configuration: where there is a wall it's the machine's, not the pipeline's.
   */
  static final ConfigOption<String> PORTS =
      ConfigOptions.key("thalweg.learner.port")
          .stringType()
          .defaultValue("0")
          .withDescription("Where learners listen: a port, a range such as 6130-6139, or 0.");

  /** The caller closes it. */
  static Endpoint open(TaskManagerRuntimeInfo manager, Transport transport, JobSecret secret)
      throws UnknownHostException {
    Configuration configuration = manager.getConfiguration();
    InetAddress address =
        address(
            manager.getTaskManagerExternalAddress(),
            configuration.getOptional(TaskManagerOptions.BIND_HOST));
    TcpOptions options = options(address, secret);
    return open(
        configuration.get(PORTS),
        port ->
            switch (transport) {
              case AUTO -> Transports.hierarchical(address, port, options);
              case TCP -> Transports.tcp(address, port, options);
            });
  }

  /**
   * On the first of these ports that is free.
   *
   * @param ports as Flink writes ranges of them
   */
  static Endpoint open(String ports, IntFunction<Endpoint> listen) {
    Iterator<Integer> range;
    try {
      range = NetUtils.getPortRangeFromString(ports);
    } catch (IllegalArgumentException | IllegalConfigurationException e) {
      throw new IllegalConfigurationException(
          "%s is '%s'; write a port, a range such as 6130-6139, or 0".formatted(PORTS.key(), ports),
          e);
    }
    UncheckedIOException taken = null;
    while (range.hasNext()) {
      try {
        return listen.apply(range.next());
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof BindException)) {
          throw e;
        }
        taken = e;
      }
    }
    throw new UncheckedIOException(
        "all ports of %s are taken: %s; a learner needs one for itself, so write as many as the TaskManager has slots, or more"
            .formatted(PORTS.key(), ports),
        taken == null ? new BindException("no port") : new IOException(taken));
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
