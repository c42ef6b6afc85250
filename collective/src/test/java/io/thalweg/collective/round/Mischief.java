package io.thalweg.collective.round;

import io.thalweg.collective.Generation;
import io.thalweg.collective.exchange.Exchange;
import io.thalweg.collective.round.ToCoordinator.Vote;
import io.thalweg.collective.round.ToMember.Abort;
import io.thalweg.collective.round.ToMember.Commit;
import io.thalweg.collective.transport.tcp.WholeFrames;
import java.nio.ByteBuffer;

/** Ways to break the protocol, to see that the simulation finds them. */
enum Mischief {
  NONE,
  TAKE_FRAMES_WHATEVER_THEIR_TOKEN,
  APPLY_AT_VOTE,
  COUNT_A_VOTE_TWICE,
  IGNORE_DIFFERENT_HASHES,
  DROP_DELTA_AT_ABORT,
  KEEP_DELTA_AT_COMMIT,
  CALL_A_COMMITTED_ROUND_ABORTED;

  boolean accepts(Generation theirs, Generation own) {
    return theirs.equals(own) || this == TAKE_FRAMES_WHATEVER_THEIR_TOKEN;
  }

  /** Whether a frame is added up without a look at what its header says. */
  boolean takes(ByteBuffer frame, Exchange exchange) {
    return this == TAKE_FRAMES_WHATEVER_THEIR_TOKEN
        && WholeFrames.payloadBytes(frame) == exchange.receiveBytesLeft();
  }

  void voted(RoundSimulation simulation, SimulatedProcess process, Vote vote) {
    if (this == APPLY_AT_VOTE) {
      process.later(0, () -> process.received(new Commit(vote.round(), vote.resultSha256())));
    }
  }

  void deliver(RoundSimulation simulation, SimulatedProcess from, ToCoordinator message) {
    ToCoordinator heard = message;
    if (message instanceof Vote vote && this == IGNORE_DIFFERENT_HASHES) {
      String first = simulation.firstHash(vote);
      heard = new Vote(vote.generation(), vote.round(), first, vote.examples());
    }
    simulation.coordinator.received(from.id, heard, simulation.time.now());
    if (message instanceof Vote && this == COUNT_A_VOTE_TWICE) {
      for (SimulatedProcess other : simulation.processes()) {
        if (other != from && other.lives()) {
          simulation.coordinator.received(other.id, message, simulation.time.now());
          return;
        }
      }
    }
  }

  ToMember forMember(RoundSimulation simulation, ToMember message) {
    return this == CALL_A_COMMITTED_ROUND_ABORTED
            && message instanceof Commit commit
            && simulation.random.nextInt(20) == 0
        ? new Abort(commit.round(), "a mistake")
        : message;
  }
}
