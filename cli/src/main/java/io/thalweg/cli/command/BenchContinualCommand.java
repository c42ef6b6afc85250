package io.thalweg.cli.command;

import io.thalweg.bench.BenchReport;
import io.thalweg.bench.Context;
import io.thalweg.bench.continual.ContinualBench;
import io.thalweg.bench.continual.ContinualOptions;
import io.thalweg.bench.continual.Elsewhere;
import io.thalweg.cli.continual.ThroughFlink;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.cli.terminal.StatusLine;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thalweg bench continual}: tasks one after the other. */
@Command(
    name = ContinualBench.NAME,
    mixinStandardHelpOptions = true,
    header = "tasks one after the other, and what is left of the first ones",
    description = {
      "%nThe learner of a pipeline and its replay table, without Kafka or Flink. With --data the"
          + " published table of permuted MNIST (20 orders of the pixels), or the rows of it that"
          + " --strategy and --buffer name; with --tasks the tasks of a directory in the order of"
          + " their names: NAME-train-images-idx3-ubyte.gz, NAME-train-labels-idx1-ubyte.gz and the"
          + " same with test, or NAME-train.csv and NAME-test.csv with the label last. Numbers of a"
          + " CSV file are learned as they are.%n"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every row keeps its goal or was skipped",
      "1:a row misses its goal, or something unexpected failed",
      "2:something you can mend; the line says how"
    })
public final class BenchContinualCommand implements Callable<Integer> {
  private static final int MISSED = 1;

  @Option(names = "--data", paramLabel = "DIR", description = "MNIST's four files.")
  private @Nullable Path data;

  @Option(names = "--tasks", paramLabel = "DIR", description = "Your own tasks.")
  private @Nullable Path tasks;

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description =
          "sgd, er, der, der++, agem, mir, ewc, si or lwf; several with commas, such as er,ewc;"
              + " with ncm, tests go by the nearest class mean of what is stored.")
  private @Nullable String strategy;

  @Option(names = "--buffer", paramLabel = "N", description = "Rows that are stored (500).")
  private @Nullable Integer buffer;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      split = ",",
      description = "Units of the layers before the head (100,100).")
  private @Nullable List<Integer> hidden;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description =
          "A pipeline's: sgd, nesterov, adagrad, rmsprop, adam, adamw, lamb, lars, adafactor or"
              + " ftrl (sgd).")
  private @Nullable String optimizer;

  @Option(
      names = "--lr",
      paramLabel = "X",
      description = "Learning rate (of sgd 0.1, of others what a pipeline has).")
  private @Nullable Double learningRate;

  @Option(
      names = "--alpha",
      paramLabel = "X",
      description = "Of the distance from stored logits: der, der++ (0.5).")
  private @Nullable Double alpha;

  @Option(
      names = "--beta",
      paramLabel = "X",
      description = "Of the second draw's loss: der++ (0.5).")
  private @Nullable Double beta;

  @Option(names = "--lambda", paramLabel = "X", description = "Of ewc, si and lwf (1).")
  private @Nullable Double lambda;

  @Option(names = "--batch", paramLabel = "N", description = "Fresh rows in a step (128).")
  private @Nullable Integer batch;

  @Option(
      names = "--replay-batch",
      paramLabel = "N",
      description = "Replayed rows of each draw (as many as --batch).")
  private @Nullable Integer replayBatch;

  @Option(
      names = "--replay-steps",
      paramLabel = "N",
      description = "Steps with each batch, each with a draw of its own (1).")
  private @Nullable Integer replaySteps;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over each task (1).")
  private @Nullable Integer epochs;

  @Option(
      names = "--through",
      paramLabel = "flink",
      description =
          "Learn each row a second time, through Kafka, Flink, two learners with rounds and a"
              + " replay store on disk, and say how far that is from the plain loop.")
  private @Nullable String through;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Runs of each row; it has their mean (${DEFAULT-VALUE}).")
  private int seeds = 3;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Training examples of each task, at most.")
  private @Nullable Integer rows;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the rows as JSON.")
  private @Nullable Path report;

  @Override
  public Integer call() throws Exception {
    ReportFile.requireWritable(report);
    ContinualBench bench =
        new ContinualBench(
            new ContinualOptions(
                data,
                tasks,
                strategy,
                buffer,
                hidden,
                optimizer,
                learningRate,
                alpha,
                beta,
                lambda,
                batch,
                replayBatch,
                replaySteps,
                epochs,
                seeds,
                rows),
            elsewhere());
    BenchReport found;
    try (StatusLine status = statusLine()) {
      found =
          BenchReport.of(
              ContinualBench.NAME,
              bench.run(
                  new Context(
                      OptionalLong.empty(),
                      Path.of(System.getProperty("thalweg.home", ".thalweg"), "bench"),
                      status::update)));
    }
    System.out.print(found.text());
    if (report != null) {
      found.write(report);
    }
    return found.holds() ? 0 : MISSED;
  }

  private @Nullable Elsewhere elsewhere() {
    if (through == null) {
      return null;
    }
    if (!through.equals("flink")) {
      throw new CommandException("--through has no '%s'; say flink".formatted(through));
    }
    return new ThroughFlink();
  }

  /** Beside the rows, which are all that goes to standard output. */
  private static StatusLine statusLine() {
    Integer columns = Integer.getInteger("thalweg.columns");
    return new StatusLine(
        System.err,
        columns == null ? OptionalInt.empty() : OptionalInt.of(columns),
        System::nanoTime);
  }
}
