package io.thalweg.cli.command;

import io.thalweg.cli.letters.LetterLine;
import io.thalweg.cli.letters.NewestLines;
import io.thalweg.cli.letters.ReasonCounts;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.kafka.LetterFilter;
import io.thalweg.ingestion.kafka.LetterReader;
import io.thalweg.ingestion.kafka.StoredLetter;
import io.thalweg.ingestion.kafka.StoredLetter.Origin;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thalweg dlq show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    header = "List dead letters, one a line, and count them by reason.",
    description = {
      "%nA line says where the record was (TOPIC/PARTITION@OFFSET), when it was refused, why, and"
          + " how its value begins: what isn't printable ASCII is written as \\xNN. The summary"
          + " takes reasons that differ only in numbers and quoted values for one.%n"
    })
final class DlqShowCommand implements Callable<Integer> {
  @Mixin private final LetterOptions options = new LetterOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "List the newest N; all are counted (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "48",
      description = "Bytes of a value that are shown, at most (default: ${DEFAULT-VALUE}).")
  private int bytes;

  @Override
  public Integer call() throws Exception {
    if (limit < 0 || bytes < 0) {
      throw new CommandException("--limit and --bytes are 0 or more; say --limit 20 --bytes 48");
    }
    LetterOptions.Place place = options.place();
    LetterFilter filter = options.filter();
    NewestLines newest = new NewestLines(limit);
    ReasonCounts reasons = new ReasonCounts();
    try (LetterReader reader =
        LetterReader.open(place.bootstrapServers(), place.properties(), place.topic())) {
      while (!reader.atEnd()) {
        for (StoredLetter letter : reader.next()) {
          if (filter.matches(letter)) {
            Optional<Origin> origin = letter.origin();
            reasons.add(origin.map(Origin::reason).orElse("refused by no pipeline"));
            newest.add(
                origin.map(Origin::refusedAt).orElse(Instant.EPOCH), LetterLine.of(letter, bytes));
          }
        }
      }
    }
    newest.inOrder().forEach(System.out::println);
    System.out.printf(
        "%d dead letters on %s%s%n",
        newest.added(),
        place.topic(),
        newest.added() > limit ? ", the newest %d listed".formatted(limit) : "");
    reasons.lines().forEach(System.out::println);
    return 0;
  }
}
