package io.thalweg.learner.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.learner.sync.Offsets;
import io.thalweg.learner.sync.Offsets.Input;
import io.thalweg.learner.sync.Offsets.Lane;
import io.thalweg.learner.sync.Offsets.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReachTest {
  private static final int PARTITIONS = 3;

  /** What has really been learned is counted beside it, offset by offset. */
  @Test
  void whatSeveralLearnersSayTogetherIsTrueOfEveryOffset() {
    int closed = 0;
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int learners = 1 + random.nextInt(4);
      List<Learner> all = new ArrayList<>();
      for (int i = 0; i < learners; i++) {
        all.add(new Learner());
      }
      long[] next = new long[PARTITIONS];
      for (int i = 0; i < 60; i++) {
        int partition = random.nextInt(PARTITIONS);
        next[partition] += random.nextInt(8) == 0 ? 2 : 1; // a dead letter leaves a hole
        Learner receiver = all.get(random.nextInt(learners));
        if (random.nextInt(4) == 0) {
          receiver.leaveOut(partition, next[partition]);
        } else {
          receiver.receive(partition, next[partition]);
        }
        all.get(random.nextInt(learners)).learn(random.nextInt(3));
      }
      Offsets together = all.stream().map(Learner::offsets).reduce(Offsets::plus).orElseThrow();
      for (int p = 0; p < PARTITIONS; p++) {
        closed += requireTrue(seed, p, together.byLane().get(new Lane(Input.EVENTS, p)), all);
      }
    }
    assertThat(closed).as("claims that say anything").isGreaterThan(300);
  }

  private static int requireTrue(int seed, int partition, Span span, List<Learner> all) {
    if (span == null) {
      return 0;
    }
    TreeSet<Long> learned = new TreeSet<>();
    TreeSet<Long> waiting = new TreeSet<>();
    for (Learner learner : all) {
      learned.addAll(learner.learned(partition));
      waiting.addAll(learner.waiting(partition));
    }
    String where = "seed %d, partition %d: %s".formatted(seed, partition, span);
    assertThat(waiting.headSet(span.through())).as(where).isEmpty();
    assertThat(span.to()).as(where).isEqualTo(learned.isEmpty() ? 0 : learned.last() + 1);
    assertThat(learned.headSet(span.from())).as(where).isEmpty();
    return span.through() > span.from() ? 1 : 0;
  }

  @Test
  void aLearnerThatTakesOverCountsAsReceivedWhatEveryOtherHasReceived() {
    Reach far = new Reach();
    far.received(new Origin(0, 90, 7, 4));
    far.learned(new Origin(0, 80, -1, -1));
    Reach near = new Reach();
    near.received(new Origin(0, 10, -1, -1));
    Offsets heir = Reach.inherited(List.of(far, near)).offsets(List.of());
    assertThat(heir.byLane())
        .isEqualTo(
            Map.of(
                new Lane(Input.EVENTS, 0), new Span(10, 11, 81),
                new Lane(Input.LABELS, 7), new Span(4, 0, 0)));
  }

  @Test
  void nothingIsThroughWhileALearnerHasGotNothingOfAPartitionAndMayYet() {
    Learner one = new Learner();
    one.receive(0, 7);
    one.learn(1);
    Lane lane = new Lane(Input.EVENTS, 0);
    assertThat(one.offsets().byLane()).containsEntry(lane, new Span(7, 8, 8));
    Offsets other = new Learner().offsets();
    assertThat(one.offsets().plus(other).byLane()).containsEntry(lane, new Span(7, 0, 8));
    assertThat(other.plus(one.offsets()).byLane()).containsEntry(lane, new Span(7, 0, 8));
  }

  /** A learner as simple as can be. */
  private static final class Learner {
    private final Reach reach = new Reach();
    private final List<Origin> waits = new ArrayList<>();
    private final Map<Integer, List<Long>> learned = new HashMap<>();

    void receive(int partition, long offset) {
      Origin origin = new Origin(partition, offset, -1, -1);
      reach.received(origin);
      waits.add(origin);
    }

    void leaveOut(int partition, long offset) {
      reach.leftOut(new Origin(partition, offset, -1, -1));
    }

    void learn(int atMost) {
      for (int i = 0; i < atMost && !waits.isEmpty(); i++) {
        Origin origin = waits.remove(0);
        reach.learned(origin);
        learned
            .computeIfAbsent(origin.eventPartition(), p -> new ArrayList<>())
            .add(origin.eventOffset());
      }
    }

    Offsets offsets() {
      return reach.offsets(waits);
    }

    List<Long> learned(int partition) {
      return learned.getOrDefault(partition, List.of());
    }

    List<Long> waiting(int partition) {
      return waits.stream()
          .filter(o -> o.eventPartition() == partition)
          .map(Origin::eventOffset)
          .toList();
    }
  }
}
