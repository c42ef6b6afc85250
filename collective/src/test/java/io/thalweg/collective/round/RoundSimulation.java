package io.thalweg.collective.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.collective.algorithm.AllReduceAlgorithm;
import io.thalweg.collective.round.ToCoordinator.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A group of 1 to 16 members and their coordinator in virtual time, both planes over a bad network:
 * control messages and data frames are lost, doubled and late; links are cut; processes crash at
 * events drawn beforehand, in the midst of sending too, sleep and wake up as zombies, come and go.
 * After every event {@link Invariants} hold; when the faults are over, a round is committed within
 * three round timeouts.
 */
final class RoundSimulation {
  private static final int MAX_MEMBERS = 16;
  private static final long FAULTS_END = 1_000 * VirtualTime.MILLI;
  private static final int FAULTY_EVENTS = 6_000;

  final SplittableRandom random;
  final Mischief mischief;
  final RoundConfig config;
  final AllReduceAlgorithm algorithm;
  final VirtualTime time = new VirtualTime();
  final Faults faults;
  final SimulatedNet net = new SimulatedNet(this);
  final Examples examples = new Examples(this);
  final Invariants invariants = new Invariants(this);
  final Coordinator coordinator;
  final Map<String, Integer> happened = new HashMap<>();

  /** Whose event is running, or ran last. */
  @Nullable SimulatedProcess acting;

  private final Map<String, SimulatedProcess> byId = new HashMap<>();
  private final List<SimulatedProcess> processes = new ArrayList<>();
  private final @Nullable SimulatedProcess[] slots = new SimulatedProcess[MAX_MEMBERS + 3];
  private final Map<Long, String> firstHashes = new HashMap<>();
  private final Set<Integer> crashEvents = new HashSet<>();
  private final int members;
  private int events;

  RoundSimulation(long seed, Mischief mischief) {
    this.random = new SplittableRandom(seed);
    this.mischief = mischief;
    this.members = 1 + random.nextInt(MAX_MEMBERS);
    this.faults = new Faults(random.split());
    this.config = config();
    AllReduceAlgorithm[] algorithms = AllReduceAlgorithm.values();
    this.algorithm = algorithms[random.nextInt(algorithms.length)];
    this.coordinator = new Coordinator(config, this::post, random.split());
    for (int crashes = random.nextInt(8); crashes > 0; crashes--) {
      crashEvents.add(random.nextInt(FAULTY_EVENTS));
    }
  }

  private RoundConfig config() {
    Stragglers stragglers =
        random.nextBoolean()
            ? new Stragglers.Strict()
            : new Stragglers.BoundedStaleness(1 + random.nextInt(3));
    return new RoundConfig(
        1 + random.nextInt(Math.min(members, 3)),
        Duration.ofMillis(4),
        1 + random.nextInt(10),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(25),
        Duration.ofMillis(40),
        Duration.ofMillis(8),
        Duration.ofMillis(40),
        Duration.ofMillis(80),
        stragglers);
  }

  void run() {
    for (int i = 0; i < members; i++) {
      spawn(i);
    }
    tickCoordinator();
    nextFault();
    run(FAULTS_END);
    endFaults();
    long before = coordinator.roundsCommitted();
    run(FAULTS_END + 3 * config.roundTimeout().toNanos());
    assertThat(coordinator.roundsCommitted())
        .as("rounds committed within three timeouts after the last fault")
        .isGreaterThan(before);
  }

  private void run(long end) {
    while (time.runNext(end)) {
      events++;
      if (crashEvents.contains(events) && !faults.areOver() && acting != null) {
        count("crash");
        acting.crash(random.nextInt(4));
      }
      invariants.check();
    }
  }

  private void tickCoordinator() {
    coordinator.tick(time.now());
    time.in(2 * VirtualTime.MILLI, this::tickCoordinator);
  }

  private void spawn(int slot) {
    boolean idle =
        random.nextInt(5) == 0 && processes.stream().anyMatch(SimulatedProcess::goesOnLearning);
    long every = idle ? 0 : (long) members * (4 + random.nextInt(12)) * VirtualTime.MILLI;
    String id = "p" + processes.size() + "@" + slot;
    SimulatedProcess process = new SimulatedProcess(this, id, slot, every);
    processes.add(process);
    byId.put(id, process);
    slots[slot] = process;
    process.start();
  }

  /** A process that was expelled is started anew. */
  void expelled(SimulatedProcess process) {
    if (slots[process.slot] == process) {
      count("expel");
      spawn(process.slot);
    }
  }

  // ---- faults ----

  private void nextFault() {
    time.in(
        (10L + random.nextInt(120)) * VirtualTime.MILLI,
        () -> {
          if (!faults.areOver()) {
            fault();
            nextFault();
          }
        });
  }

  private void fault() {
    SimulatedProcess victim = processes.get(random.nextInt(processes.size()));
    int slot = random.nextInt(members);
    switch (random.nextInt(6)) {
      case 0 -> {
        count("sleep");
        victim.sleep((5L + random.nextInt(200)) * VirtualTime.MILLI);
      }
      case 1 -> {
        count("busy");
        victim.beBusy((5L + random.nextInt(150)) * VirtualTime.MILLI);
      }
      case 2 -> cutSomeLinks();
      case 3 -> net.heal();
      case 4 -> {
        if (victim.lives() && !victim.isLeaving() && random.nextBoolean()) {
          count("leave");
          victim.leave();
        }
      }
      default -> {
        if (slots[slot] == null || !slots[slot].lives()) {
          count("join");
          spawn(slot);
        }
      }
    }
  }

  /** Some ranks can't be reached, or can't reach; the coordinator may be on either side. */
  private void cutSomeLinks() {
    count("partition");
    int sides = random.nextInt();
    boolean oneWay = random.nextInt(3) == 0;
    for (int from = SimulatedNet.COORDINATOR; from < members; from++) {
      for (int to = SimulatedNet.COORDINATOR; to < members; to++) {
        boolean here = (sides >> (from + 1) & 1) == 0;
        boolean there = (sides >> (to + 1) & 1) == 0;
        if (here != there && (here || !oneWay)) {
          net.cut(from, to);
        }
      }
    }
  }

  private void endFaults() {
    faults.end();
    net.heal();
    processes.forEach(SimulatedProcess::wake);
    for (int slot = 0; slot < members; slot++) {
      if (slots[slot] == null || !slots[slot].lives()) {
        spawn(slot);
      }
    }
    // Who is leaving may leave too few, or nobody who learns.
    for (int i = 0; i < config.minMembers(); i++) {
      spawn(members + i);
    }
  }

  // ---- what the others see ----

  private void post(String member, ToMember message) {
    invariants.decided(message);
    net.toMember(member, mischief.forMember(this, message));
  }

  List<SimulatedProcess> processes() {
    return processes;
  }

  SimulatedProcess process(String id) {
    return byId.get(id);
  }

  @Nullable SimulatedProcess inSlot(int slot) {
    return slots[slot];
  }

  /** It has not crashed, and nothing that the group has undone is in its base. */
  boolean isInTheGroup(SimulatedProcess process) {
    return process.lives() && coordinator.leadsOnFrom(process.replica.base());
  }

  /** It has voted for a round that is committed and doesn't know it yet. */
  boolean isDecidedFor(SimulatedProcess process) {
    return process.replica.frozen != null
        && coordinator.isCommitted(process.participant.votedRound());
  }

  String firstHash(Vote vote) {
    return firstHashes.computeIfAbsent(vote.round(), round -> vote.resultSha256());
  }

  void count(String what) {
    happened.merge(what, 1, Integer::sum);
    time.note(() -> what);
  }
}
