package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.GuardLimits;
import io.thalweg.collective.compress.Codecs;
import io.thalweg.collective.compress.CompressedAllReduce;
import io.thalweg.collective.compress.Memory;
import io.thalweg.collective.round.CommunicatorReduction.Averaging;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it with threads and real sockets. */
@Timeout(60)
final class ElasticGroupTest {
  private static final RoundConfig CONFIG = RoundConfig.of(3, 1, Duration.ofSeconds(2));

  private final List<Seat> seats = new ArrayList<>();
  private Rendezvous rendezvous = new InProcessRendezvous();

  @AfterEach
  void closeAll() {
    seats.forEach(Seat::close);
  }

  private Seat sit(float... parameters) {
    Seat seat = new Seat(parameters, CONFIG, rendezvous);
    seats.add(seat);
    return seat;
  }

  private RunningCoordinator coordinator() {
    return RunningCoordinator.start(CONFIG, rendezvous, new SplittableRandom(1));
  }

  @Test
  void averagesByExamplesAndIdleMembersFollow() {
    try (RunningCoordinator coordinator = coordinator()) {
      Seat one = sit(10, 20);
      one.learn(1, 1, 0);
      Seat three = sit(10, 20);
      three.learn(3, 5, 4);
      Seat idle = sit(10, 20);
      idle.until("a round", seat -> seat.base().round() > 0);
      assertThat(idle.parameters()).isEqualTo(new float[] {14, 23});
      one.until("the same round", seat -> seat.base().equals(idle.base()));
      assertThat(one.parameters()).isEqualTo(new float[] {14, 23});
      assertThat(coordinator.failure()).isNull();
    }
  }

  @Test
  void goesOnWithoutOneThatIsLostAndWithOneThatComesLate() {
    goOnWithoutTheLostAndWithTheLate();
  }

  @Test
  void meetsInADirectoryTooWhateverElseLiesThere(@TempDir Path directory) throws Exception {
    DirectoryRendezvous place = new DirectoryRendezvous(directory);
    rendezvous = place;
    Path inbox = directory.resolve("coordinator");
    Files.write(inbox.resolve("0-0-p"), new byte[] {9, 'P'}); // of another version
    Files.write(inbox.resolve("0-1"), new byte[0]);
    Files.write(inbox.resolve("0-2-big"), new byte[(4 << 20) + 1]);
    goOnWithoutTheLostAndWithTheLate();
    assertThat(place.messagesRefused()).isEqualTo(3);
  }

  private void goOnWithoutTheLostAndWithTheLate() {
    try (RunningCoordinator coordinator = coordinator()) {
      for (int i = 0; i < 4; i++) {
        sit(0, 0).learn(1, 1, 1);
      }
      seats.forEach(seat -> seat.until("a round", s -> s.base().round() > 0));
      seats.remove(1).close();
      Base before = seats.get(0).base();
      seats.get(0).learn(1, 2, 2);
      seats.get(0).until("a round of three", s -> s.openExamples() == 0);
      assertThat(seats.get(0).base().round()).isGreaterThan(before.round());

      Seat late = sit(7, 7); // of its own, which the group's replaces
      late.learn(1, 3, 3);
      late.until("its examples in a round", s -> s.openExamples() == 0);
      for (Seat seat : seats) {
        seat.until("the same base", s -> s.base().equals(late.base()));
        assertThat(seat.parameters()).isEqualTo(late.parameters());
      }
      assertThat(coordinator.failure()).isNull();
    }
  }

  @Test
  void whatACompressorHoldsBackComesWithTheNextRoundThatIsCommitted() {
    RoundConfig alone = RoundConfig.of(1, 1, Duration.ofSeconds(2));
    Averaging half =
        Averaging.by(
            GuardLimits.finite(),
            new CompressedAllReduce(Codecs.topK(0.5), Memory.errorFeedback(2), 1));
    try (RunningCoordinator coordinator =
            RunningCoordinator.start(alone, rendezvous, new SplittableRandom(1));
        Seat seat = new Seat(new float[2], half, alone, rendezvous)) {
      seat.learn(1, 4, 1);
      seat.until("a round", s -> s.base().round() > 0 && s.openExamples() == 0);
      assertThat(seat.parameters()).containsExactly(4, 0);
      seat.learn(1, 0, 0.5f);
      seat.until("the next", s -> s.openExamples() == 0);
      assertThat(seat.parameters()).containsExactly(4, 1.5f);
      assertThat(coordinator.failure()).isNull();
    }
  }

  @Test
  void aMemberLeavesWhenItsExamplesAreInARound() {
    try (RunningCoordinator coordinator = coordinator()) {
      for (int i = 0; i < 4; i++) {
        sit(0, 0);
      }
      Seat leaver = seats.get(3);
      leaver.learn(1, 4, 4);
      leaver.member.leave();
      seats.get(0).until("its examples", s -> s.parameters()[0] == 4);
      while (leaver.member.over() == null) {
        assertThat(coordinator.failure()).isNull();
      }
      assertThat(leaver.member.over()).isEqualTo("left");
    }
  }
}
