package io.thalweg.bench.drift;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context.Progress;
import io.thalweg.bench.drift.moa.Moa;
import io.thalweg.bench.drift.moa.MoaRows;
import io.thalweg.bench.prequential.PrequentialRun;
import io.thalweg.bench.prequential.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Runs over streams, one after the other. Confined to one thread. */
final class Races {
  private final Setting setting;
  private final Path directory;
  private final Progress progress;

  Races(Setting setting, Path directory, Progress progress) {
    this.setting = setting;
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * Our learner.
   *
   * @param as what of the setting is to be another
   */
  Hits learner(DriftingStream stream, long rows, UnaryOperator<Subject> as) throws Exception {
    Subject subject = as.apply(setting.subject(stream, rows));
    int classes = subject.model().head().classes();
    Hits hits = new Hits();
    Path table = Files.createTempDirectory(directory, "table-");
    long start = System.nanoTime();
    new PrequentialRun(subject, (done, total, counts) -> {})
        .learn(
            table,
            (id, label, labels, score, step) -> hits.add(Hits.isRight(classes, label, score)));
    say(stream, "the learner", hits, start);
    return hits;
  }

  /** The forest, on the same rows. */
  Hits forest(Moa moa, int trees, DriftingStream stream, int rows)
      throws IOException, InterruptedException {
    Path file = directory.resolve("rows.bin");
    MoaRows.write(file, stream.open(), rows);
    long start = System.nanoTime();
    Hits hits = new Hits();
    moa.forest(trees, file, directory).chars().forEach(c -> hits.add(c == '1'));
    if (hits.rows() != rows) {
      throw new BenchException(
          "MOA's program has told of %d rows of %d; fetch MOA anew".formatted(hits.rows(), rows));
    }
    say(stream, "the forest", hits, start);
    return hits;
  }

  private void say(DriftingStream stream, String who, Hits hits, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.say(
        String.format(
            Locale.ROOT,
            "%s: %s %.4f, %,.0f rows/s",
            stream.name(),
            who,
            hits.accuracy(),
            hits.rows() / seconds));
  }
}
