package io.thalweg.cli.command;

import io.thalweg.cli.letters.LetterLine;
import io.thalweg.cli.letters.LetterSightings;
import io.thalweg.cli.letters.NewestLines;
import io.thalweg.cli.letters.ReasonCounts;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.Figures;
import io.thalweg.ingestion.kafka.LetterFilter;
import io.thalweg.ingestion.kafka.LetterReader;
import io.thalweg.ingestion.kafka.StoredLetter;
import io.thalweg.ingestion.kafka.StoredLetter.Origin;
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
          + " takes reasons that differ only in numbers and quoted values for one. Each run and each"
          + " pipeline that refuses a record writes a letter of its own.%n"
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
    LetterSightings sightings = new LetterSightings();
    long records = 0;
    long foreign = 0;
    try (LetterReader reader =
        LetterReader.open(place.bootstrapServers(), place.properties(), place.topic())) {
      while (!reader.atEnd()) {
        for (StoredLetter letter : reader.next()) {
          if (filter.matches(letter)) {
            Optional<Origin> origin = letter.origin();
            if (origin.isEmpty()) {
              foreign++;
              continue;
            }
            records += sightings.isFirst(origin.get(), letter) ? 1 : 0;
            reasons.add(origin.get().reason());
            newest.add(origin.get().refusedAt(), LetterLine.of(letter, bytes));
          }
        }
      }
    }
    newest.inOrder().forEach(System.out::println);
    System.out.printf(
        "%s%s on %s%s%s%n",
        Figures.counted(newest.added(), "dead letter"),
        records == newest.added() ? "" : " of " + Figures.counted(records, "record"),
        place.topic(),
        newest.added() > limit ? ", the newest %d listed".formatted(limit) : "",
        foreign == 0
            ? ""
            : "; "
                + Figures.counted(foreign, "other record")
                + " on it, which no pipeline has refused");
    reasons.lines().forEach(System.out::println);
    return 0;
  }
}
