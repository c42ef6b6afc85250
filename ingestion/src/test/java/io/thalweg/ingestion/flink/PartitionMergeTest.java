package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PartitionMergeTest {
  private static final InputOrder.Merged TWO_AND_ONE = new InputOrder.Merged(2, 1);

  /** However the reading of partitions interleaves, wherever it is broken off and gone on. */
  @RepeatedTest(20)
  void theOrderFollowsFromThePartitionsAlone(RepetitionInfo repetition) throws IOException {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    List<List<Arrival>> partitions = new ArrayList<>();
    for (int p = 0; p < 3; p++) {
      partitions.add(partition(p, 100 + random.nextInt(100), random));
    }
    List<Arrival> merged = new ArrayList<>();
    PartitionMerge merge = new PartitionMerge(TWO_AND_ONE);
    int[] read = new int[3];
    while (left(partitions, read) > 0) {
      int p = random.nextInt(3);
      for (int n = random.nextInt(30); n > 0 && read[p] < partitions.get(p).size(); n--) {
        merge.add(partitions.get(p).get(read[p]++));
        merge.release((arrival, time) -> merged.add(arrival));
      }
      if (random.nextInt(4) == 0) {
        byte[] saved = merge.save();
        merge = new PartitionMerge(TWO_AND_ONE);
        merge.restore(saved);
      }
    }
    assertThat(merged.size()).isBetween(1, total(partitions) - 1);
    merge.releaseAll((arrival, time) -> merged.add(arrival));
    assertThat(merged).as("%s", repetition).isEqualTo(sorted(partitions));
  }

  /** By a sort over everything at once. */
  private static List<Arrival> sorted(List<List<Arrival>> partitions) {
    record Placed(Arrival arrival, long time, int partition) {}
    List<Placed> all = new ArrayList<>();
    for (int p = 0; p < partitions.size(); p++) {
      long newest = Long.MIN_VALUE;
      for (Arrival arrival : partitions.get(p)) {
        newest = Math.max(newest, time(arrival));
        all.add(new Placed(arrival, newest, p));
      }
    }
    all.sort(Comparator.comparingLong(Placed::time).thenComparingInt(Placed::partition));
    return all.stream().map(Placed::arrival).toList();
  }

  /** Times rise on the whole, stand still and step back; many are those of other partitions. */
  private static List<Arrival> partition(int p, int size, SplittableRandom random) {
    List<Arrival> arrivals = new ArrayList<>();
    long time = 1_000;
    for (int offset = 0; offset < size; offset++) {
      time += random.nextInt(-2, 4);
      arrivals.add(p < 2 ? event(p, offset, time) : label(offset, time));
    }
    return arrivals;
  }

  @Test
  void nothingIsLetGoWhileAPartitionMayBringSomethingEarlier() {
    PartitionMerge merge = new PartitionMerge(TWO_AND_ONE);
    List<Long> times = new ArrayList<>();
    merge.add(event(0, 0, 10));
    merge.add(event(1, 0, 20));
    merge.release((arrival, time) -> times.add(time));
    assertThat(times).as("no label has come yet").isEmpty();
    merge.add(label(0, 15));
    merge.release((arrival, time) -> times.add(time));
    assertThat(times).as("partition 0 may bring another of time 10, and before 15").hasSize(1);
    merge.add(event(0, 1, 17));
    merge.release((arrival, time) -> times.add(time));
    assertThat(times).containsExactly(10L, 15L);
  }

  @Test
  void aLateRecordTakesTheTimeOfTheOneBeforeIt() {
    PartitionMerge merge = new PartitionMerge(new InputOrder.Merged(1, 0));
    List<Long> times = new ArrayList<>();
    for (long time : new long[] {5, 3, 9, 4}) {
      merge.add(event(0, times.size(), time));
      merge.release((arrival, merged) -> times.add(merged));
    }
    assertThat(times).as("one partition waits for nobody").containsExactly(5L, 5L, 9L, 9L);
  }

  @Test
  void aPartitionThatTheTopicHasGotSinceTheCheckpointBeginsAnew() throws IOException {
    PartitionMerge merge = new PartitionMerge(new InputOrder.Merged(1, 1));
    merge.add(event(0, 0, 10));
    merge.add(label(0, 30));
    PartitionMerge larger = new PartitionMerge(TWO_AND_ONE);
    larger.restore(merge.save());
    larger.add(event(1, 0, 20));
    List<Arrival> merged = new ArrayList<>();
    larger.releaseAll((arrival, time) -> merged.add(arrival));
    assertThat(merged).containsExactly(event(0, 0, 10), event(1, 0, 20), label(0, 30));
    assertThatThrownBy(() -> new PartitionMerge(new InputOrder.Merged(1, 1)).restore(larger.save()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the checkpoint merged 2 partitions of events and 1 of labels, the topics have 1 and 1;"
                + " restore them, or begin anew with --fresh");
    byte[] newer = larger.save();
    newer[3]++;
    assertThatThrownBy(() -> new PartitionMerge(TWO_AND_ONE).restore(newer))
        .hasMessage("merged partitions have format 3, this build reads up to 2");
  }

  private static final String COUNTS = "00000001" + "00000001";
  private static final String TIMES = "000000000000000a" + "000000000000000a";
  private static final String EVENT_ID = "0000000465302d30" + "0000000101";
  private static final String LABEL =
      "000000000000001e" + "3f800000" + "000000000000001e" + "000000000000001e";
  private static final String LABEL_ID = "000000026c30";
  private static final String POSITION = "00000000" + "0000000000000000";
  private static final String NOBODY = "0000000000000000" + "00";
  private static final String NOWHERE = "ffffffff" + "ffffffffffffffff";

  private static String saved(String versions, String eventPositions, String labelPosition) {
    String event = "000000000000000a" + "00" + "00000007" + TIMES + eventPositions + EVENT_ID;
    String label = LABEL.substring(0, 16) + "01" + LABEL.substring(16) + labelPosition + LABEL_ID;
    return versions
        + COUNTS
        + "000000000000000a"
        + "00000001"
        + event
        + "000000000000001e"
        + "00000001"
        + label;
  }

  @Test
  void bytesOfEachFormatAndOfEachVersionOfItsRecordsAreRead() throws IOException {
    String now =
        saved(
            "00000002" + "00000003" + "00000003" + "00000002",
            POSITION + NOWHERE + NOBODY,
            POSITION + "00000000");
    PartitionMerge merge = new PartitionMerge(new InputOrder.Merged(1, 1));
    merge.add(event(0, 0, 10));
    merge.add(label(0, 30));
    assertThat(HexFormat.of().formatHex(merge.save())).isEqualTo(now);
    assertThat(released(now)).containsExactly(event(0, 0, 10), label(0, 30));
    assertThat(
            released(
                saved(
                    "00000002" + "00000002" + "00000003" + "00000002",
                    POSITION + NOWHERE,
                    POSITION + "00000000")))
        .as("events from before they were about somebody")
        .containsExactly(event(0, 0, 10), label(0, 30));
    assertThat(
            released(
                saved(
                    "00000002" + "00000002" + "00000003" + "00000001",
                    POSITION + NOWHERE,
                    POSITION + "00000000")))
        .as("from before dead letters had headers")
        .containsExactly(event(0, 0, 10), label(0, 30));
    assertThat(released(saved("00000001", POSITION + NOWHERE, POSITION)))
        .as("format 1, which said nothing of its records")
        .containsExactly(event(0, 0, 10), label(0, 30));
    assertThat(
            released(
                saved(
                    "00000002" + "00000002" + "00000002" + "00000001",
                    POSITION + NOWHERE,
                    POSITION)))
        .as("labels from before they could be sets")
        .containsExactly(event(0, 0, 10), label(0, 30));
    assertThat(released(saved("00000002" + "00000001" + "00000001" + "00000001", "", "")))
        .as("records from before they had positions")
        .containsExactly(
            new Example("e0-0", 7, 10, 10, new byte[] {1}), new Label("l0", 1, 30, 30));
    assertThatThrownBy(() -> released(now.replaceFirst("0000000200000003", "0000000200000004")))
        .isInstanceOf(IOException.class)
        .hasMessage("ExampleSerializer: bytes of version 4, this build reads up to version 3");
  }

  private static List<Arrival> released(String hex) throws IOException {
    PartitionMerge merge = new PartitionMerge(new InputOrder.Merged(1, 1));
    merge.restore(HexFormat.of().parseHex(hex));
    List<Arrival> released = new ArrayList<>();
    merge.releaseAll((arrival, time) -> released.add(arrival));
    return released;
  }

  @Test
  void aPartitionThatTheJobDoesNotKnowIsRefused() {
    PartitionMerge merge = new PartitionMerge(TWO_AND_ONE);
    assertThatThrownBy(() -> merge.add(event(2, 0, 1)))
        .hasMessage(
            "record of partition 2 of the events, which had 2 when the job was started; start it"
                + " again");
  }

  private static int left(List<List<Arrival>> partitions, int[] read) {
    return total(partitions) - read[0] - read[1] - read[2];
  }

  private static int total(List<List<Arrival>> partitions) {
    return partitions.stream().mapToInt(List::size).sum();
  }

  private static long time(Arrival arrival) {
    return arrival instanceof Example e ? e.eventTimeMillis() : ((Label) arrival).eventTimeMillis();
  }

  private static Example event(int partition, long offset, long time) {
    return new Example(
        "e" + partition + "-" + offset,
        7,
        time,
        time,
        new Position(partition, offset),
        Position.UNKNOWN,
        new byte[] {1});
  }

  private static Label label(long offset, long time) {
    return new Label("l" + offset, 1, time, time, new Position(0, offset));
  }
}
