package io.thalweg.collective.round;

import java.util.BitSet;
import java.util.Objects;

/** One incarnation of a member: learns examples, one vector element each, and takes part. */
final class SimulatedProcess {
  final String id;
  final int slot;
  final WatchedReplica replica;
  final SimulatedReduction reduction;
  final Participant participant;
  final BitSet learned = new BitSet();

  private final RoundSimulation simulation;
  private final long learnEveryNanos;
  private boolean crashed;
  private boolean crashing;
  private boolean leaving;
  private int sendsLeft = Integer.MAX_VALUE;
  private long asleepUntil;
  private long busyUntil;

  SimulatedProcess(RoundSimulation simulation, String id, int slot, long learnEveryNanos) {
    this.simulation = simulation;
    this.id = id;
    this.slot = slot;
    this.learnEveryNanos = learnEveryNanos;
    this.replica = new WatchedReplica(simulation.mischief, () -> busyUntil > simulation.time.now());
    this.reduction = new SimulatedReduction(this, simulation);
    this.participant =
        new Participant(
            new Address("here", slot, id), replica, reduction, simulation.config, this::send);
  }

  void start() {
    tick();
    if (learnEveryNanos > 0) {
      learn();
    }
  }

  private void send(ToCoordinator message) {
    if (message instanceof ToCoordinator.Vote vote) {
      simulation.mischief.voted(simulation, this, vote);
    }
    if (mayStillSend()) {
      simulation.net.toCoordinator(this, message);
    }
  }

  boolean mayStillSend() {
    return sendsLeft-- > 0;
  }

  private void tick() {
    participant.tick(simulation.time.now());
    if (participant.over() != null) {
      if (!leaving) {
        simulation.expelled(this);
      }
      return;
    }
    later(2 * VirtualTime.MILLI + simulation.random.nextLong(VirtualTime.MILLI), this::tick);
  }

  private void learn() {
    if (!leaving && participant.over() == null) {
      int example = simulation.examples.next(this);
      if (example >= 0) {
        learned.set(example);
        replica.learned(example);
        simulation.time.note(() -> id + " learns " + example);
      }
    }
    later(learnEveryNanos / 2 + simulation.random.nextLong(learnEveryNanos), this::learn);
  }

  void received(ToMember message) {
    participant.received(message, simulation.time.now());
  }

  void later(long nanos, Runnable run) {
    simulation.time.in(nanos, () -> whenAwake(run));
  }

  /** A sleeping process does all it has missed at once when it wakes up. */
  void whenAwake(Runnable run) {
    if (asleepUntil > simulation.time.now()) {
      simulation.time.at(asleepUntil, () -> whenAwake(run));
    } else if (!crashed) {
      simulation.acting = this;
      boolean last = crashing;
      run.run();
      crashed = last;
    }
  }

  void sleep(long nanos) {
    asleepUntil = simulation.time.now() + nanos;
  }

  /** Ends its sleep, or its life if it was about to crash. */
  void wake() {
    crashed |= crashing;
    asleepUntil = 0;
    busyUntil = 0;
  }

  void beBusy(long nanos) {
    busyUntil = simulation.time.now() + nanos;
  }

  void leave() {
    leaving = true;
    participant.leave();
  }

  /** In the midst of its next event, after having sent so many messages more, or right now. */
  void crash(int messages) {
    simulation.time.note(() -> id + " crashes in " + messages);
    sendsLeft = messages;
    crashing = true;
    crashed = messages == 0;
  }

  /** Runs, though maybe in its sleep, and wants to take part. */
  boolean lives() {
    return !crashed && participant.over() == null;
  }

  boolean isLeaving() {
    return leaving;
  }

  boolean goesOnLearning() {
    return lives() && !leaving && learnEveryNanos > 0;
  }

  @Override
  public String toString() {
    return Objects.requireNonNull(id);
  }
}
