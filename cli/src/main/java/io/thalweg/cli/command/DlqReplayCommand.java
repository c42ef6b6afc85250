package io.thalweg.cli.command;

import io.thalweg.cli.command.LetterOptions.Place;
import io.thalweg.cli.terminal.ProgressBar;
import io.thalweg.cli.terminal.StatusLine;
import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.ingestion.kafka.LetterFilter;
import io.thalweg.ingestion.kafka.LetterReader;
import io.thalweg.ingestion.kafka.LetterReplay;
import io.thalweg.ingestion.kafka.RecordPusher;
import io.thalweg.ingestion.kafka.StoredLetter;
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
          + " thalweg.replayed-from that says which letter it was. Letters stay where they are: a"
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
    private long foreign;
    private long ofFiles;
    private Instant newest = Instant.EPOCH;

    void add(StoredLetter letter) {
      letter.origin().ifPresentOrElse(this::add, () -> foreign++);
    }

    private void add(StoredLetter.Origin origin) {
      if (origin.isOfFile()) {
        ofFiles++;
        return;
      }
      byTopic.merge(origin.topic(), 1L, Long::sum);
      newest = origin.refusedAt().isAfter(newest) ? origin.refusedAt() : newest;
    }

    long total() {
      return byTopic.values().stream().mapToLong(n -> n).sum();
    }

    private static String stay(long letters, String which) {
      return letters == 0 ? "" : "; %d %s stay".formatted(letters, which);
    }

    String text(String begin) {
      return byTopic.entrySet().stream()
          .map(e -> "%d to %s".formatted(e.getValue(), e.getKey()))
          .collect(
              Collectors.joining(
                  ", ",
                  "%s %d records%s".formatted(begin, total(), byTopic.isEmpty() ? "" : ": "),
                  stay(ofFiles, "that were rows of files")
                      + stay(foreign, "that no pipeline has refused")));
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
      reader.next().stream().filter(filter::matches).forEach(tally::add);
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
          if (filter.matches(letter) && cameFromTopic(letter)) {
            replay.send(letter);
            sent.add(letter);
            bar.update(sent.total(), wanted.total(), () -> "sent");
          }
        }
      }
      replay.finish();
    }
    return sent;
  }

  private static boolean cameFromTopic(StoredLetter letter) {
    return letter.origin().filter(origin -> !origin.isOfFile()).isPresent();
  }
}
