package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.Endpoint;
import io.thalweg.collective.WeightedAverage;
import io.thalweg.collective.round.CommunicatorReduction.Averaging;
import io.thalweg.collective.transport.Transports;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A running member with an endpoint of its own. */
final class Seat implements AutoCloseable {
  private final Endpoint endpoint;
  private final DeltaReplica replica;
  final RunningMember member;

  Seat(float[] parameters, RoundConfig config, Rendezvous rendezvous) {
    this(parameters, WeightedAverage::allReduce, config, rendezvous);
  }

  Seat(float[] parameters, Averaging averaging, RoundConfig config, Rendezvous rendezvous) {
    endpoint = Transports.tcp(InetAddress.getLoopbackAddress(), 0);
    replica = new DeltaReplica(0, parameters);
    member = RunningMember.start(replica, endpoint, averaging, config, rendezvous);
  }

  void learn(long examples, float... change) {
    member.execute(() -> replica.learned(change, examples));
  }

  <T> T ask(Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    member.execute(() -> answer.complete(question.get()));
    return answer.orTimeout(10, TimeUnit.SECONDS).join();
  }

  Base base() {
    return ask(replica::base);
  }

  float[] parameters() {
    return ask(replica::parameters);
  }

  long openExamples() {
    return ask(replica::openExamples);
  }

  /** Asks again and again; each answer takes a turn of the member's thread. */
  void until(String what, Predicate<Seat> condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.test(this)) {
      assertThat(member.failure()).isNull();
      assertThat(System.nanoTime()).as("20 s are over: " + what).isLessThan(end);
    }
  }

  /** As a crash: nobody is told. */
  @Override
  public void close() {
    member.close();
    endpoint.close();
  }
}
