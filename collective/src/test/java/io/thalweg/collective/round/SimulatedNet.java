package io.thalweg.collective.round;

import java.util.HashSet;
import java.util.Set;

/**
 * Loses, doubles, delays and so reorders what is sent, and cuts links. Control messages may meet
 * all of it often; data frames, which travel on connections, seldom.
 */
final class SimulatedNet {
  static final int COORDINATOR = -1;

  private record Link(int from, int to) {}

  private final RoundSimulation simulation;
  private final Set<Link> cut = new HashSet<>();

  SimulatedNet(RoundSimulation simulation) {
    this.simulation = simulation;
  }

  void toCoordinator(SimulatedProcess from, ToCoordinator message) {
    transmit(
        from.slot,
        COORDINATOR,
        12,
        () -> {
          simulation.time.note(() -> from.id + " -> coordinator: " + message);
          simulation.mischief.deliver(simulation, from, message);
        });
  }

  void toMember(String id, ToMember message) {
    SimulatedProcess to = simulation.process(id);
    transmit(
        COORDINATOR,
        to.slot,
        12,
        () -> {
          simulation.time.note(() -> "coordinator -> " + id + ": " + message);
          to.whenAwake(() -> to.received(message));
        });
  }

  /** Reaches whoever has the port when it arrives. */
  void sendFrame(SimulatedProcess from, int port, SimulatedReduction.Frame frame) {
    if (from.mayStillSend()) {
      transmit(
          from.slot,
          port,
          300,
          () -> {
            SimulatedProcess to = simulation.inSlot(port);
            if (to != null) {
              to.whenAwake(() -> to.reduction.received(frame));
            }
          });
    }
  }

  private void transmit(int from, int to, int oneIn, Runnable arrival) {
    Faults faults = simulation.faults;
    if (cut.contains(new Link(from, to)) || faults.oneIn(oneIn)) {
      return;
    }
    simulation.time.in(faults.delay(oneIn), arrival);
    if (faults.oneIn(oneIn)) {
      simulation.time.in(faults.delay(3), arrival);
    }
  }

  void cut(int from, int to) {
    cut.add(new Link(from, to));
  }

  void heal() {
    cut.clear();
  }
}
