package io.thalweg.cli.letters;

import io.thalweg.ingestion.kafka.StoredLetter;
import io.thalweg.ingestion.kafka.StoredLetter.Origin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which records were seen among letters: each run and each pipeline that refuses a record writes a
 * letter of its own. A topic that was made anew begins its offsets anew, so the bytes have to be
 * the same, too. Confined to one thread.
 */
public final class LetterSightings {
  private final Map<Partition, Set<Sighting>> seen = new HashMap<>();

  private record Partition(String topic, int number) {}

  private record Sighting(long offset, int bytes) {}

  /** True the first time that there is a letter of this record. */
  public boolean isFirst(Origin origin, StoredLetter letter) {
    int bytes = 31 * Arrays.hashCode(letter.key()) + Arrays.hashCode(letter.value());
    return seen.computeIfAbsent(
            new Partition(origin.topic(), origin.partition()), partition -> new HashSet<>())
        .add(new Sighting(origin.offset(), bytes));
  }
}
