package io.thalweg.cli.command;

import io.thalweg.bench.BenchReport;
import io.thalweg.bench.Context;
import io.thalweg.bench.process.ChildJvm;
import io.thalweg.bench.process.ParentWatch;
import io.thalweg.cli.join.JoinBench;
import io.thalweg.cli.terminal.CommandException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thalweg bench join}: what it costs that labels come on a topic of their own. */
@Command(
    name = JoinBench.NAME,
    mixinStandardHelpOptions = true,
    header = "labels of a topic of their own beside labels in the events, through Kafka and Flink",
    description = {
      "%nReads events with 100 floats from a Kafka in this process with the job's own sources:"
          + " once with their labels in them, once joined with the topic of labels; with nobody"
          + " behind it, and with two learners.%n"
    })
public final class BenchJoinCommand implements Callable<Integer> {
  private static final int MISSED = 1;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--rows", paramLabel = "N", description = "Events (300000).")
  private @Nullable Long rows;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the rows as JSON.")
  private @Nullable Path report;

  /** How the command calls itself in the bench's own JVM. */
  @Option(names = "--in-this-process", hidden = true)
  private boolean inThisProcess;

  @Override
  public Integer call() throws Exception {
    if (rows != null && rows <= 0) {
      throw new CommandException("--rows must be above 0; say --rows 300000");
    }
    ReportFile.requireWritable(report);
    return inThisProcess ? measure() : runApart();
  }

  private int runApart() throws Exception {
    CommandSpec root = Objects.requireNonNull(spec).root();
    List<String> arguments = new ArrayList<>(List.of("bench", JoinBench.NAME, "--in-this-process"));
    if (rows != null) {
      arguments.add("--rows=" + rows);
    }
    if (report != null) {
      arguments.add("--report=" + report);
    }
    String main = root.userObject().getClass().getName();
    return ChildJvm.run(JoinBench.JVM_OPTIONS, main, arguments, JoinBench.LIMIT);
  }

  private int measure() throws Exception {
    ParentWatch.start();
    Context context =
        new Context(
            rows == null ? OptionalLong.empty() : OptionalLong.of(rows),
            Path.of(System.getProperty("thalweg.home", ".thalweg"), "bench"),
            System.err::println);
    BenchReport found = BenchReport.of(JoinBench.NAME, JoinBench.run(context));
    System.out.print(found.text());
    if (report != null) {
      found.write(report);
    }
    return found.holds() ? 0 : MISSED;
  }
}
