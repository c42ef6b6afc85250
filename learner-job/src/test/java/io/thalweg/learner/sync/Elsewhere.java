package io.thalweg.learner.sync;

import io.thalweg.collective.CollectiveException;
import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Membership;
import java.time.Duration;

/** An endpoint that claims to lie in another process. */
record Elsewhere(Endpoint endpoint, String processId) implements Endpoint {
  @Override
  public String host() {
    return endpoint.host();
  }

  @Override
  public int port() {
    return endpoint.port();
  }

  @Override
  public Communicator join(Membership membership, int rank, Duration timeout)
      throws CollectiveException {
    return endpoint.join(membership, rank, timeout);
  }

  @Override
  public long connectionsRefused() {
    return endpoint.connectionsRefused();
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
