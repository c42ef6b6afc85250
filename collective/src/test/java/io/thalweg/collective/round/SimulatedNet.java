package io.thalweg.collective.round;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Loses, doubles, delays and so reorders what is sent, and cuts links. Control messages may meet
 * all of it often; data frames, which travel on connections, seldom.
 */
final class SimulatedNet {
  static final int COORDINATOR = -1;
  private static final int MESSAGES_PER_FAULT = 12;
  private static final int FRAMES_PER_FAULT = 2_000;
  private static final long MESSAGE_NANOS = 2 * VirtualTime.MILLI;
  private static final long FRAME_NANOS = VirtualTime.MILLI / 5;

  private record Link(int from, int to) {}

  private final RoundSimulation simulation;
  private final Set<Link> cut = new HashSet<>();
  private final Map<Link, Long> lastArrival = new HashMap<>();

  SimulatedNet(RoundSimulation simulation) {
    this.simulation = simulation;
  }

  void toCoordinator(SimulatedProcess from, ToCoordinator message) {
    transmit(
        from.slot,
        COORDINATOR,
        MESSAGES_PER_FAULT,
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
        MESSAGES_PER_FAULT,
        () -> {
          simulation.time.note(() -> "coordinator -> " + id + ": " + message);
          to.whenAwake(() -> to.received(message));
        });
  }

  /** Reaches whoever has the port when it arrives. */
  void sendFrame(SimulatedProcess from, int port, Consumer<SimulatedReduction> arrival) {
    if (from.mayStillSend()) {
      transmit(
          from.slot,
          port,
          FRAMES_PER_FAULT,
          () -> {
            SimulatedProcess to = simulation.inSlot(port);
            if (to != null) {
              to.whenAwake(() -> arrival.accept(to.reduction));
            }
          });
    }
  }

  private void transmit(int from, int to, int oneIn, Runnable arrival) {
    Faults faults = simulation.faults;
    Link link = new Link(from, to);
    if (cut.contains(link) || faults.oneIn(oneIn)) {
      return;
    }
    boolean connected = to >= 0 && from >= 0;
    long due = simulation.time.now() + faults.delay(connected ? FRAME_NANOS : MESSAGE_NANOS, oneIn);
    if (connected && !faults.oneIn(oneIn)) { // a connection keeps its order
      due = Math.max(due, lastArrival.getOrDefault(link, 0L) + 1);
      lastArrival.put(link, due);
    }
    simulation.time.at(due, arrival);
    if (faults.oneIn(oneIn)) {
      simulation.time.at(due + faults.delay(MESSAGE_NANOS, 3), arrival);
    }
  }

  void cut(int from, int to) {
    cut.add(new Link(from, to));
  }

  void heal() {
    cut.clear();
  }
}
