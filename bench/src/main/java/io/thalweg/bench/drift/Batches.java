package io.thalweg.bench.drift;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.Context;
import io.thalweg.bench.Scratch;
import io.thalweg.bench.drift.BatchTable.Cell;
import io.thalweg.bench.drift.BatchTable.Line;
import io.thalweg.bench.prequential.PrequentialBench;
import io.thalweg.bench.prequential.PrequentialFigures;
import io.thalweg.bench.prequential.PrequentialOptions;
import io.thalweg.bench.prequential.PrequentialRun;
import io.thalweg.bench.prequential.Subject;
import io.thalweg.learner.train.DivergedException;
import io.thalweg.learner.train.TrainingConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What sizes of batches, replayed rows and steps do to accuracy and speed: each of them on each
 * stream, all else by the setting. Stateless.
 */
public final class Batches {
  public static final String NAME = "batches";
  public static final List<String> JVM_OPTIONS = List.of("-Xmx1g", "-XX:+UseSerialGC");
  public static final Duration LIMIT = Duration.ofHours(6);

  private static final long ROWS = 20_000;
  private static final long LEAST_ROWS = 1_000;
  private static final List<Integer> BATCHES = List.of(256, 32, 8, 1);
  private static final List<Integer> RATIOS = List.of(1, 4);
  private static final List<Integer> STEPS = List.of(1, 3);

  private Batches() {}

  /**
   * Measures.
   *
   * @param csv a further stream, learned by {@code pipeline}; null for none
   */
  public static BatchTable run(Context context, @Nullable Path csv, @Nullable Path pipeline)
      throws Exception {
    long rows = context.rows().orElse(ROWS);
    if (rows < LEAST_ROWS) {
      throw new BenchException("--rows is %d; say %d or more".formatted(rows, LEAST_ROWS));
    }
    if ((csv == null) != (pipeline == null)) {
      throw new BenchException("--csv and --pipeline belong together; say both or neither");
    }
    try (Scratch scratch = Scratch.open(context.directory())) {
      Setting setting = Setting.standard(scratch.directory());
      Map<String, Subject> subjects = new LinkedHashMap<>();
      for (DriftingStream stream : DriftingStream.all(rows)) {
        subjects.put(stream.name(), setting.subject(stream, rows));
      }
      if (csv != null) {
        Subject ofFile =
            PrequentialBench.subject(
                new PrequentialOptions(csv, null, pipeline, OptionalLong.of(rows)));
        subjects.put(String.valueOf(csv.getFileName()), ofFile);
      }
      // While the JVM still compiles nothing is measured.
      line(BATCHES.get(0), RATIOS.get(0), STEPS.get(0), subjects, scratch.directory());
      List<Line> lines = new ArrayList<>();
      for (int batch : BATCHES) {
        for (int ratio : RATIOS) {
          for (int steps : STEPS) {
            lines.add(line(batch, ratio, steps, subjects, scratch.directory()));
            context.progress().say(lines.get(lines.size() - 1).text());
          }
        }
      }
      return new BatchTable(List.copyOf(subjects.keySet()), lines);
    } catch (CharacterCodingException e) {
      throw new BenchException(csv + " is no UTF-8; save it as UTF-8");
    }
  }

  private static Line line(
      int batch, int ratio, int steps, Map<String, Subject> subjects, Path directory)
      throws Exception {
    List<Cell> cells = new ArrayList<>();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (Map.Entry<String, Subject> stream : subjects.entrySet()) {
      Subject subject = stream.getValue();
      TrainingConfig as = subject.training();
      TrainingConfig training =
          new TrainingConfig(batch, ratio, steps, as.optimizer(), as.descent(), as.strategy());
      long start = threads.getCurrentThreadCpuTime();
      PrequentialFigures figures = learned(stream.getKey(), subject, training, directory);
      double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
      cells.add(new Cell(figures.counts().accuracy(), figures.counts().examples() / seconds));
    }
    return new Line(batch, ratio, steps, cells);
  }

  private static PrequentialFigures learned(
      String stream, Subject subject, TrainingConfig training, Path directory) throws Exception {
    try {
      return new PrequentialRun(subject.withTraining(training), (done, total, counts) -> {})
          .learn(
              Files.createTempDirectory(directory, "table-"),
              (id, label, labels, score, step) -> {});
    } catch (DivergedException e) {
      throw new BenchException(stream + ": " + e.getMessage());
    }
  }
}
