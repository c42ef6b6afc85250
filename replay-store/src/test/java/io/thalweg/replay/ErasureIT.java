package io.thalweg.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErasureIT {
  private static final long SUBJECT = 4_242;
  private static final long PATTERN = 0x5ec7e7da7a5ec7e7L;
  private static final int SMALL_ROW_BYTES = 64;
  private static final boolean NIGHTLY = Boolean.getBoolean("thalweg.nightly");

  @TempDir Path temp;

  /** The subject's rows also replaced, deleted and rewritten before, sealed, cold and staged. */
  @ParameterizedTest
  @EnumSource(Tables.Mode.class)
  void noLiveFileHasAByteOfAnErasedSubject(Tables.Mode mode) throws IOException {
    ReplayConfig config = Tables.config(Retention.WINDOW, Selection.UNIFORM, mode);
    Path directory = temp.resolve("t");
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, directory)) {
      List<Long> keys = new ArrayList<>();
      for (int number = 0; number < 6_000; number++) {
        Tables.offer(table, number);
        if (number % 40 == 0) {
          long key = PATTERN + (long) keys.size() * 0x1_0000_0000_0000L;
          keys.add(PATTERN);
          table.offer(number % 12, new RowMeta(key, SUBJECT, 1_000_000L, 3, 1), secret());
          if (number % 80 == 0) {
            table.rewrite(key, 2, columns());
          }
          if (number % 120 == 0) {
            table.delete(key);
          }
        }
        if (number % 1_500 == 0) {
          table.snapshotTo(temp.resolve("s" + number));
          table.rewrite(PATTERN, 1, columns());
        }
      }
      assertThat(occurrences(directory)).isPositive();
      table.eraseSubjects(SUBJECT);
      assertThat(occurrences(directory)).isZero();
      table.snapshotTo(temp.resolve("after"));
      assertThat(occurrences(temp.resolve("after"))).isZero();
      assertThat(table.eraseSubjects(SUBJECT)).isZero();
      assertThat(Tables.contents(table)).isNotEmpty();
      Tables.draw(table, config, 20);
    }
  }

  /** Of many subjects a hundred go at once: no draw returns one of them any more. */
  @Test
  void noDrawReturnsOneOfAHundredErasedSubjects() throws IOException {
    int subjects = NIGHTLY ? 1_000_000 : 20_000;
    int draws = NIGHTLY ? 10_000_000 : 200_000;
    int capacity = (subjects / Tables.GROUPS + 1) * Tables.GROUPS;
    long bytes = (long) capacity * SMALL_ROW_BYTES;
    ReplayConfig config =
        Tables.withCold(
            ReplayConfig.of(SMALL_ROW_BYTES, Tables.GROUPS, capacity)
                .withSeed(5)
                .withRetention(Retention.WINDOW)
                .withTiers(TierSizes.of(bytes / 4, 1 << 20)),
            4 * bytes);
    Path directory = temp.resolve("t");
    Set<Long> erased = new HashSet<>();
    try (ReplayTable table = ReplayTable.open(config, Tables.ALL, directory)) {
      ByteBuffer row = ByteBuffer.allocate(SMALL_ROW_BYTES);
      for (int subject = 1; subject <= subjects; subject++) {
        boolean goes = subject % (subjects / 100) == 7;
        row.putLong(8, goes ? PATTERN : subject).putLong(16, subject);
        table.offer(subject % Tables.GROUPS, new RowMeta(-subject, subject, 0, 0, 0), row);
        if (goes) {
          erased.add((long) subject);
        }
      }
      assertThat(erased).hasSize(100);
      table.snapshotTo(temp.resolve("before"));
      assertThat(occurrences(directory)).isPositive();
      assertThat(table.eraseSubjects(erased.stream().mapToLong(s -> s).toArray())).isEqualTo(100);
      assertThat(occurrences(directory)).isZero();
      assertThat(table.size()).isEqualTo(subjects - 100);
      try (ReplayBatch batch = ReplayBatch.allocate(config, 1_000)) {
        for (int drawn = 0; drawn < draws; drawn += batch.size()) {
          assertThat(table.sample(1_000, batch)).isEqualTo(1_000);
          for (int i = 0; i < batch.size(); i++) {
            if (erased.contains(-batch.key(i))) {
              throw new AssertionError("a draw has returned subject " + -batch.key(i));
            }
          }
        }
      }
    }
  }

  private static ByteBuffer secret() {
    ByteBuffer row = ByteBuffer.allocate(Tables.ROW_BYTES + Tables.COLUMN_BYTES);
    for (int at = 0; at + 8 <= Tables.ROW_BYTES; at += 8) {
      row.putLong(at, PATTERN);
    }
    return row.put(Tables.ROW_BYTES, columns(), 0, Tables.COLUMN_BYTES);
  }

  private static ByteBuffer columns() {
    return ByteBuffer.allocate(Tables.COLUMN_BYTES).putLong(0, PATTERN);
  }

  private static int occurrences(Path directory) throws IOException {
    byte[] six = ByteBuffer.allocate(8).putLong(PATTERN).array();
    int found = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at + 6 <= bytes.length; at++) {
          int match = 0;
          while (match < 6 && bytes[at + match] == six[2 + match]) {
            match++;
          }
          found += match == 6 ? 1 : 0;
        }
      }
    }
    return found;
  }
}
