package io.thalweg.bench.collective.rank;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.transport.Transports;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Ranks of this JVM, which meet in memory. Confined to one thread. */
public final class RanksInMemory implements AutoCloseable {
  private final RankThreads ranks;

  private RanksInMemory(RankThreads ranks) {
    this.ranks = ranks;
  }

  public static RanksInMemory start(int worldSize) throws Exception {
    RankThreads ranks = new RankThreads(Transports::inProcess, worldSize);
    List<Member> members = new ArrayList<>();
    for (Endpoint endpoint : ranks.endpoints()) {
      members.add(
          new Member(members.size(), endpoint.host(), endpoint.port(), endpoint.processId()));
    }
    ranks.join(0, new Membership(Generation.random(new SecureRandom()), members));
    return new RanksInMemory(ranks);
  }

  /** The median of what the slowest rank of each iteration took. */
  public double medianMicros(int bytes, int iterations) throws Exception {
    long[] slowest = new long[iterations];
    ranks.nanos(bytes, iterations).forEach(nanos -> Slowest.merge(slowest, nanos));
    return Slowest.medianMicros(slowest);
  }

  @Override
  public void close() {
    ranks.close();
  }
}
