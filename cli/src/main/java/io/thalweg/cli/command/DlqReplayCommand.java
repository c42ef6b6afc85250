package io.thalweg.cli.command;

import io.thalweg.cli.command.LetterOptions.Place;
import io.thalweg.cli.letters.LetterSightings;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.cli.terminal.ProgressBar;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.ingestion.kafka.LetterFilter;
import io.thalweg.ingestion.kafka.LetterReader;
import io.thalweg.ingestion.kafka.LetterReplay;
import io.thalweg.ingestion.kafka.RecordPusher;
import io.thalweg.ingestion.kafka.StoredLetter;
import io.thalweg.ingestion.kafka.StoredLetter.Origin;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thalweg dlq replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    header = "Send dead letters back to the topics that they came from.",
    description = {
      "%nEach goes with its original key and value to its original partition, and with a header"
          + " thalweg.replayed-from that says which letter it was; a record that several runs"
          + " or pipelines have refused goes once. Letters stay where they are: a"
          + " second replay sends them a second time. The last line says which --from leaves out"
          + " what was sent. A record that is refused again becomes a letter anew.%n"
    })
final class DlqReplayCommand implements Callable<Integer> {
  @Mixin private final LetterOptions options = new LetterOptions();

  @Option(names = "--dry-run", description = "Only say how many would be sent where.")
  private boolean dryRun;

  /** What is to be sent, or was. Confined to one thread. */
  private static final class Tally {
    private final SortedMap<String, Long> byTopic = new TreeMap<>();
    private final LetterSightings sightings = new LetterSightings();
    private long foreign;
    private long ofFiles;
    private long repeats;
    private Instant newest = Instant.EPOCH;

    /** Whether it is to be sent. */
    boolean add(StoredLetter letter) {
      Origin origin = letter.origin().orElse(null);
      if (origin == null) {
        foreign++;
        return false;
      }
      if (origin.isOfFile()) {
        ofFiles++;
        return false;
      }
      newest = origin.refusedAt().isAfter(newest) ? origin.refusedAt() : newest;
      if (!sightings.isFirst(origin, letter)) {
        repeats++;
        return false;
      }
      byTopic.merge(origin.topic(), 1L, Long::sum);
      return true;
    }

    long total() {
      return byTopic.values().stream().mapToLong(n -> n).sum();
    }

    private static String rest(long letters, String one, String more) {
      return letters == 0 ? "" : "; %d %s".formatted(letters, letters == 1 ? one : more);
    }

    String text(String begin) {
      return byTopic.entrySet().stream()
          .map(e -> "%d to %s".formatted(e.getValue(), e.getKey()))
          .collect(
              Collectors.joining(
                  ", ",
                  "%s %s%s"
                      .formatted(
                          begin, Figures.counted(total(), "record"), byTopic.isEmpty() ? "" : ": "),
                  rest(
                          repeats,
                          "repeat of one of them was left out",
                          "repeats of the same records were left out")
                      + rest(
                          ofFiles,
                          "stays, because it came from a file",
                          "stay, because they came from files")
                      + rest(
                          foreign,
                          "stays, because no pipeline has refused it",
                          "stay, because no pipeline has refused them")));
    }
  }

  @Override
  public Integer call() throws Exception {
    Place place = options.place();
    LetterFilter filter = options.filter();
    try (LetterReader reader =
        LetterReader.open(place.bootstrapServers(), place.properties(), place.topic())) {
      Tally wanted = tally(reader, filter);
      Map<String, Integer> partitions = partitions(place, wanted);
      if (dryRun) {
        System.out.println(wanted.text("would send"));
        return 0;
      }
      Tally sent = send(place, reader, filter, wanted, partitions);
      System.out.println(sent.text("sent"));
      if (sent.total() > 0) {
        System.out.println("--from " + sent.newest.plusMillis(1) + " leaves them out next time");
      }
    }
    return 0;
  }

  private static Tally tally(LetterReader reader, LetterFilter filter) throws TopicException {
    Tally tally = new Tally();
    while (!reader.atEnd()) {
      for (StoredLetter letter : reader.next()) {
        if (filter.matches(letter)) {
          tally.add(letter);
        }
      }
    }
    return tally;
  }

  /** Of each topic; refuses before anything is sent one that is there no more. */
  private static Map<String, Integer> partitions(Place place, Tally wanted) throws TopicException {
    Map<String, Integer> partitions = new HashMap<>();
    KafkaAccess access = KafkaAccess.of(place.bootstrapServers(), place.properties());
    wanted.byTopic.keySet().forEach(access::writes);
    access.require();
    for (String topic : wanted.byTopic.keySet()) {
      TopicAdmin.requireExisting(place.bootstrapServers(), place.properties(), topic);
      partitions.put(
          topic, TopicAdmin.partitions(place.bootstrapServers(), place.properties(), topic));
    }
    return partitions;
  }

  private static Tally send(
      Place place,
      LetterReader reader,
      LetterFilter filter,
      Tally wanted,
      Map<String, Integer> partitions)
      throws Exception {
    reader.rewind();
    Tally sent = new Tally();
    try (StatusLine line = StatusLine.onStandardOutput();
        Producer<byte[], byte[]> producer =
            RecordPusher.openProducer(place.bootstrapServers(), place.properties())) {
      LetterReplay replay = new LetterReplay(producer, partitions);
      ProgressBar bar = new ProgressBar(line, System::nanoTime);
      while (!reader.atEnd()) {
        for (StoredLetter letter : reader.next()) {
          if (filter.matches(letter) && sent.add(letter)) {
            replay.send(letter);
            bar.update(sent.total(), wanted.total(), () -> "sent");
          }
        }
      }
      replay.finish();
    }
    return sent;
  }
}
