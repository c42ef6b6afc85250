package io.thalweg.collective;

/**
 * How one rank is reached. Immutable.
 *
 * @param processId ranks with equal ids share a class loader and can reduce in memory; see {@link
 *     ProcessIdentity}
 */
public record Member(int rank, String host, int port, String processId) {

  public Member {
    if (rank < 0) {
      throw new IllegalArgumentException("rank is negative: rank=" + rank);
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "port is outside 0..65535: port=" + port + ", rank=" + rank);
    }
  }
}
