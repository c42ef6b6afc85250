package io.thalweg.collective.round;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Member;

/** Where a member's endpoint listens; it becomes a {@link Member} with a rank. Immutable. */
public record Address(String host, int port, String processId) {
  public Address {
    Member unused = new Member(0, host, port, processId); // refuses what it can't become
  }

  public static Address of(Endpoint endpoint) {
    return new Address(endpoint.host(), endpoint.port(), endpoint.processId());
  }

  Member at(int rank) {
    return new Member(rank, host, port, processId);
  }
}
