package io.thalweg.collective.nccl;

import io.thalweg.collective.Communicator;
import io.thalweg.collective.Endpoint;
import io.thalweg.collective.Generation;
import io.thalweg.collective.Member;
import io.thalweg.collective.Membership;
import io.thalweg.collective.transport.Transports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Ranks of this process, each in a thread of its own, joined in memory. */
final class Ranks {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Ranks() {}

  /** What a rank does. */
  @FunctionalInterface
  interface Task<T> {
    T run(Communicator communicator) throws Exception;
  }

  static <T> List<T> run(int worldSize, Task<T> task) throws Exception {
    List<Endpoint> endpoints = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(worldSize);
    try {
      List<Member> members = new ArrayList<>();
      for (int rank = 0; rank < worldSize; rank++) {
        Endpoint endpoint = Transports.inProcess();
        endpoints.add(endpoint);
        members.add(new Member(rank, endpoint.host(), endpoint.port(), endpoint.processId()));
      }
      Membership membership = new Membership(new Generation(1, 2), members);
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < worldSize; i++) {
        int rank = i;
        running.add(
            threads.submit(
                () -> {
                  try (Communicator c = endpoints.get(rank).join(membership, rank, PATIENCE)) {
                    return task.run(c);
                  }
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      }
      return results;
    } finally {
      endpoints.forEach(Endpoint::close);
      threads.shutdownNow();
    }
  }
}
