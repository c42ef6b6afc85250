package io.thalweg.learner.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.CoordinatorMessage.Cut;
import io.thalweg.learner.sync.CoordinatorMessage.Freeze;
import io.thalweg.learner.sync.LearnerMessage.CutAck;
import io.thalweg.learner.sync.LearnerMessage.Failed;
import io.thalweg.learner.sync.LearnerMessage.Join;
import io.thalweg.learner.sync.LearnerMessage.Progress;
import io.thalweg.learner.sync.LearnerMessage.Staged;
import io.thalweg.learner.sync.LearnerMessage.Vote;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Steps of a story between two learners and the protocol, in hand-made time. */
abstract class RoundScenario {
  static final RoundConfig CONFIG =
      new RoundConfig(100, Duration.ofMillis(50), Duration.ofMillis(400), Duration.ofSeconds(1));
  static final long MILLI = 1_000_000;

  final Recorder wanted = new Recorder();
  RoundProtocol protocol = new RoundProtocol(2, CONFIG, wanted, new SplittableRandom(1));
  long now = 7_000 * MILLI;

  void join(int rank, long round, String baseHash) {
    join(rank, round, baseHash, Totals.NONE);
  }

  void join(int rank, long round, String baseHash, Totals baseTotals) {
    MemberAddress address = new MemberAddress("127.0.0.1", 9000 + rank, "p" + rank);
    protocol.received(rank, new Join(address, round, baseHash, baseTotals), now);
  }

  void progress(int rank, long open) {
    protocol.received(rank, new Progress(open, 0, Totals.NONE), now);
  }

  void ticks(int milliseconds) {
    for (int i = 0; i < milliseconds; i++) {
      protocol.tick(now += MILLI);
    }
  }

  void start() {
    join(0, 0, "base");
    join(1, 0, "base");
  }

  Freeze freeze() {
    int before = wanted.to(0, Freeze.class).size();
    progress(0, 500);
    ticks(1);
    assertThat(wanted.to(0, Freeze.class)).hasSize(before + 1);
    assertThat(wanted.last(1, Freeze.class)).isEqualTo(wanted.last(0, Freeze.class));
    return wanted.last(0, Freeze.class);
  }

  void vote(int rank, String hash) {
    voteFor(wanted.last(rank, Freeze.class), rank, hash);
  }

  void voteFor(Freeze freeze, int rank, String hash) {
    voteFor(freeze, rank, hash, new Totals(100 * freeze.round(), freeze.round(), 0, 0));
  }

  void voteFor(Freeze freeze, int rank, String hash, Totals totals) {
    protocol.received(rank, new Vote(freeze.round(), freeze.attempt(), hash, totals), now);
  }

  void failed(int rank, String why) {
    failedIn(wanted.last(rank, Freeze.class), rank, why);
  }

  void failedIn(Freeze freeze, int rank, String why) {
    protocol.received(rank, new Failed(freeze.round(), freeze.attempt(), why), now);
  }

  void commitFirstRound() {
    start();
    commitRound();
  }

  void commitRound() {
    freeze();
    vote(0, "h");
    vote(1, "h");
  }

  void ack(int rank, long checkpointId, @Nullable Staged staged) {
    protocol.received(rank, new CutAck(checkpointId, staged), now);
  }

  /** All ranks acknowledge; rank 0 stages this version, if it isn't 0. */
  Staged drawCut(long checkpointId, long version) {
    Staged staged = new Staged(version, "sha" + version);
    for (Recorder.Sent sent : List.copyOf(wanted.sent)) {
      if (sent.message() instanceof Cut cut && cut.checkpointId() == checkpointId) {
        ack(sent.rank(), checkpointId, version > 0 && sent.rank() == 0 ? staged : null);
      }
    }
    return staged;
  }

  void loseAllAndRollBackTo(long checkpointId) {
    protocol.lost(0, now);
    protocol.lost(1, now);
    protocol.rollBackTo(checkpointId);
    protocol.rollBackTo(checkpointId);
  }
}
