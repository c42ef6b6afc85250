package io.thalweg.replay.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.replay.statistics.Fit;
import io.thalweg.replay.statistics.Seeds;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class RemoversTest {
  private static final int CAPACITY = 7;
  private static final int STREAM = 60;
  private static final int SAMPLES = 1_500;
  private static final double UNKNOWN = Double.NaN;

  private static final List<IntFunction<Remover>> ALL =
      List.of(Removers::reservoir, Removers::window, Removers::classBalanced, Removers::lossAware);

  /** Also the loss-aware one while no loss is known. */
  @Test
  void reservoirsKeepEveryRowEquallyOftenUnderEverySeed() {
    for (IntFunction<Remover> policy :
        List.<IntFunction<Remover>>of(Removers::reservoir, Removers::lossAware)) {
      for (long seed : Seeds.preset()) {
        Inclusion inclusion = new Inclusion(CAPACITY, STREAM);
        long[] kept = new long[STREAM];
        for (int sample = 0; sample < SAMPLES; sample++) {
          inclusion.sampled();
          GroupModel group =
              new GroupModel(policy.apply(CAPACITY), SplitMix64.stream(seed, sample));
          for (int number = 0; number < STREAM; number++) {
            group.offer(number, 0, UNKNOWN);
          }
          group.slots.forEach(row -> kept[(int) row.number()]++);
        }
        assertThat(inclusion.fit(kept).pValue()).as("seed %d", seed).isGreaterThan(Seeds.level(2));
      }
    }
  }

  @Test
  void deletionsDontChangeHowOftenTheOtherRowsAreKept() {
    List<Integer> deleted = List.of(1, 5, 20, 21, 22);
    for (long seed : Seeds.preset()) {
      Inclusion inclusion = new Inclusion(CAPACITY, STREAM);
      long[] kept = new long[STREAM];
      for (int sample = 0; sample < SAMPLES; sample++) {
        inclusion.sampled();
        GroupModel group =
            new GroupModel(Removers.reservoir(CAPACITY), SplitMix64.stream(seed, sample));
        for (int number = 0; number < STREAM; number++) {
          group.offer(number, 0, UNKNOWN);
          if (number == 3) {
            group.delete(1);
          } else if (number == 30) {
            deleted.forEach(group::delete);
          }
        }
        group.slots.forEach(row -> kept[(int) row.number()]++);
      }
      long[] others = new long[STREAM - deleted.size()];
      int next = 0;
      for (int number = 0; number < STREAM; number++) {
        if (deleted.contains(number)) {
          assertThat(kept[number]).isZero();
        } else {
          others[next++] = kept[number];
        }
      }
      assertThat(inclusion.fit(others).pValue()).as("seed %d", seed).isGreaterThan(Seeds.level(2));
      assertThat(Math.abs(inclusion.meanZ(others))).as("seed %d", seed).isLessThan(4.2);
    }
  }

  @Test
  void withoutDeletionsAReservoirUsesItsGeneratorAsAlgorithmRDoes() {
    SplitMix64 random = new SplitMix64(9);
    GroupModel group = new GroupModel(Removers.reservoir(CAPACITY), new SplitMix64(9));
    for (int before = 0; before < 10_000; before++) {
      long expected = before < CAPACITY ? before : random.nextLong(before + 1L);
      expected = expected < CAPACITY ? expected : Remover.NO_SLOT;
      assertThat(group.offer(before, 0, UNKNOWN)).isEqualTo((int) expected);
    }
    assertThat(group.random.state()).isEqualTo(random.state());
    assertThat(group.remover.offered()).isEqualTo(10_000);
  }

  /** What a rescale does: groups move whole, each with its state, and the stream goes on. */
  @Test
  void theUnionOfTwoGroupsThatMovedIsAUniformSampleOfBothStreams() {
    for (long seed : Seeds.preset()) {
      Inclusion inclusion = new Inclusion(CAPACITY, STREAM);
      long[][] kept = new long[2][STREAM];
      for (int sample = 0; sample < SAMPLES; sample++) {
        inclusion.sampled();
        for (int index = 0; index < 2; index++) {
          GroupModel group =
              new GroupModel(
                  Removers.reservoir(CAPACITY), SplitMix64.stream(seed, 2 * sample + index));
          for (int number = 0; number < STREAM; number++) {
            group.offer(number, 0, UNKNOWN);
            group = number == 25 ? group.restored(Removers.reservoir(CAPACITY)) : group;
          }
          long[] keptOfGroup = kept[index];
          group.slots.forEach(row -> keptOfGroup[(int) row.number()]++);
        }
      }
      Fit first = inclusion.fit(kept[0]);
      Fit second = inclusion.fit(kept[1]);
      Fit union =
          Fit.ofStatistic(
              first.statistic() + second.statistic(),
              first.degreesOfFreedom() + second.degreesOfFreedom());
      assertThat(Arrays.stream(kept[0]).sum()).isEqualTo(Arrays.stream(kept[1]).sum());
      assertThat(union.pValue()).as("seed %d", seed).isGreaterThan(Seeds.level(1));
    }
  }

  @Test
  void aWindowKeepsExactlyTheNewestRowsThatWereNotDeleted() {
    SplittableRandom changes = new SplittableRandom(10);
    for (int capacity : new int[] {1, 2, 5, 40}) {
      GroupModel group = new GroupModel(Removers.window(capacity), new SplitMix64(0));
      ArrayDeque<Long> newest = new ArrayDeque<>();
      for (long number = 0; number < 3_000; number++) {
        if (newest.size() == capacity) {
          newest.removeFirst();
        }
        newest.addLast(number);
        group.offer(number, 0, UNKNOWN);
        while (changes.nextInt(3) == 0 && !newest.isEmpty()) {
          long victim = List.copyOf(newest).get(changes.nextInt(newest.size()));
          newest.remove(victim);
          group.delete(victim);
        }
        group = changes.nextInt(50) == 0 ? group.restored(Removers.window(capacity)) : group;
        assertThat(group.slots.stream().map(GroupModel.Row::number))
            .containsExactlyInAnyOrderElementsOf(newest);
      }
    }
  }

  @Test
  void aLossAwareReservoirGivesUpRowsWithItsStatedProbabilitiesUnderEverySeed() {
    double[] losses = {0.5, UNKNOWN, 3, 0.1, 3, 9, UNKNOWN, 0.5, 0.5, 0};
    int capacity = losses.length;
    double[] probabilities = new double[capacity + 1];
    for (int slot = 0; slot < capacity; slot++) {
      double given = 0;
      for (int other = 0; other < capacity; other++) {
        boolean open = Double.isNaN(losses[slot]) || Double.isNaN(losses[other]);
        boolean equal = open || losses[slot] == losses[other];
        given += equal ? 1 : losses[slot] < losses[other] ? 2 : 0;
      }
      probabilities[slot] = given / (capacity * capacity) * capacity / (capacity + 1);
    }
    probabilities[capacity] = 1.0 / (capacity + 1);
    double unknownsShare = 1.0 / capacity * capacity / (capacity + 1);
    assertThat(probabilities[1]).isEqualTo(unknownsShare);
    for (long seed : Seeds.preset()) {
      long[] victims = new long[capacity + 1];
      for (int sample = 0; sample < 10_000; sample++) {
        GroupModel group =
            new GroupModel(Removers.lossAware(capacity), SplitMix64.stream(seed, sample));
        for (double loss : losses) {
          group.offer(0, 0, loss);
        }
        int slot = group.offer(1, 0, UNKNOWN);
        victims[slot == Remover.NO_SLOT ? capacity : slot]++;
      }
      assertThat(Fit.pearson(victims, probabilities).pValue())
          .as("seed %d", seed)
          .isGreaterThan(Seeds.level(1));
    }
  }

  /** (2 (n - r) - 1) / n^2 for all losses known and different. */
  @Test
  void theLossAwareProbabilitiesFallLinearlyWithTheRankOfTheLoss() {
    int n = 6;
    double[] probabilities = new double[n];
    for (int rank = 0; rank < n; rank++) {
      probabilities[rank] = (2.0 * (n - rank) - 1) / (n * n);
    }
    LossAwareReservoir remover = new LossAwareReservoir(n);
    GroupModel group = new GroupModel(remover, new SplitMix64(12));
    for (int rank = 0; rank < n; rank++) {
      group.offer(rank, 0, rank * rank);
    }
    long[] victims = new long[n];
    for (int i = 0; i < 200_000; i++) {
      victims[remover.victim((int) group.random.nextLong(n), group.random, group)]++;
    }
    assertThat(Fit.pearson(victims, probabilities).pValue()).isGreaterThan(0.001);
  }

  @Test
  void everyPolicyGoesOnFromItsStateAsIfNothingHadHappened() {
    for (IntFunction<Remover> policy : ALL) {
      SplittableRandom changes = new SplittableRandom(13);
      int capacity = 50;
      GroupModel group = new GroupModel(policy.apply(capacity), new SplitMix64(14));
      change(group, changes, 0, 2_000);
      GroupModel restored = group.restored(policy.apply(capacity));
      assertThat(restored.remover.offered()).isEqualTo(group.remover.offered());
      SplittableRandom same = changes.split();
      long seed = same.nextLong();
      change(group, new SplittableRandom(seed), 2_000, 6_000);
      change(restored, new SplittableRandom(seed), 2_000, 6_000);
      assertThat(restored.slots).isEqualTo(group.slots);
      assertThat(restored.random.state()).isEqualTo(group.random.state());
    }
  }

  private static void change(GroupModel group, SplittableRandom changes, long from, long to) {
    for (long number = from; number < to; number++) {
      int label = Math.min(changes.nextInt(40), changes.nextInt(40));
      group.offer(number, label, changes.nextInt(5) == 0 ? UNKNOWN : changes.nextDouble());
      if (changes.nextInt(4) == 0 && !group.slots.isEmpty()) {
        group.delete(group.slots.get(changes.nextInt(group.slots.size())).number());
      }
      if (changes.nextInt(10) == 0 && !group.slots.isEmpty()) {
        group.relabel(changes.nextInt(group.slots.size()), changes.nextInt(40));
      }
    }
  }

  @Test
  void deletionsThatDontFillTheHoleFromTheEndAreRefused() {
    Remover remover = Removers.reservoir(3);
    GroupModel group = new GroupModel(remover, new SplitMix64(0));
    group.offer(0, 0, UNKNOWN);
    group.offer(1, 0, UNKNOWN);
    assertThatThrownBy(() -> remover.removed(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("slot=0", "last=0", "stored=2");
    assertThatThrownBy(() -> Removers.window(0)).hasMessageContaining("capacity=0");
  }
}
