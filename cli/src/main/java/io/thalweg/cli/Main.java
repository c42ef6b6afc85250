package io.thalweg.cli;

import io.thalweg.bench.BenchException;
import io.thalweg.cli.cluster.Leash;
import io.thalweg.cli.command.BenchCommand;
import io.thalweg.cli.command.CheckpointsCommand;
import io.thalweg.cli.command.ClusterCommand;
import io.thalweg.cli.command.CompletionCommand;
import io.thalweg.cli.command.DemoCommand;
import io.thalweg.cli.command.DlqCommand;
import io.thalweg.cli.command.DoctorCommand;
import io.thalweg.cli.command.EraseCommand;
import io.thalweg.cli.command.ExplainCommand;
import io.thalweg.cli.command.FeaturesCommand;
import io.thalweg.cli.command.GenerateCommand;
import io.thalweg.cli.command.JobManagerCommand;
import io.thalweg.cli.command.KafkaCommand;
import io.thalweg.cli.command.ModelsCommand;
import io.thalweg.cli.command.PushCommand;
import io.thalweg.cli.command.RunCommand;
import io.thalweg.cli.command.ServeCommand;
import io.thalweg.cli.command.TaskManagerCommand;
import io.thalweg.cli.command.TokenCommand;
import io.thalweg.cli.command.ZooKeeperCommand;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.BindingException;
import io.thalweg.ingestion.file.BadLineException;
import io.thalweg.ingestion.kafka.PushException;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.ingestion.registry.RegistryException;
import io.thalweg.model.config.ConfigException;
import io.thalweg.serving.access.TlsException;
import io.thalweg.serving.follow.AliasFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code thalweg} command. Confined to the main thread. */
@Command(
    name = "thalweg",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Deep models that keep learning from a Kafka stream.",
    description = {
      "%nThalweg trains a model on every event as it arrives, mixes in what it has seen before,"
          + " and serves each version that it releases within seconds.%n"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      DoctorCommand.class,
      RunCommand.class,
      ClusterCommand.class,
      ServeCommand.class,
      TokenCommand.class,
      ExplainCommand.class,
      FeaturesCommand.class,
      GenerateCommand.class,
      PushCommand.class,
      DlqCommand.class,
      EraseCommand.class,
      KafkaCommand.class,
      CheckpointsCommand.class,
      ModelsCommand.class,
      BenchCommand.class,
      CompletionCommand.class,
      ZooKeeperCommand.class,
      JobManagerCommand.class,
      TaskManagerCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it did what you asked",
      "1:something unexpected failed; the line names the log",
      "2:something you can mend; the line says how"
    },
    footerHeading = "%n",
    footer = {
      "Logs are in ${sys:thalweg.home:-.thalweg}/logs.",
      "thalweg COMMAND --help explains one command."
    })
public final class Main {
  /** Exceptions whose message is one line for the user. */
  private static final List<Class<? extends Exception>> USER_ERRORS =
      List.of(
          CommandException.class,
          ConfigException.class,
          BindingException.class,
          RegistryException.class,
          TopicException.class,
          PushException.class,
          BadLineException.class,
          TlsException.class,
          AliasFileException.class,
          BenchException.class);

  private Main() {}

  public static void main(String[] arguments) {
    Leash.follow();
    System.exit(root().execute(arguments));
  }

  static CommandLine root() {
    return commandLine(new Main());
  }

  /** With the behaviour that all commands share. */
  static CommandLine commandLine(Object command) {
    Failures failures = new Failures(USER_ERRORS, logFile());
    Ansi ansi = System.getProperty("thalweg.columns") == null ? Ansi.OFF : Ansi.AUTO;
    return new CommandLine(command)
        .setExecutionStrategy(Main::run)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  /** Where help is asked for, picocli bears what it doesn't know. */
  private static int run(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (!last.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(last.commandSpec().commandLine(), last.unmatched());
    }
    return new RunLast().execute(parsed);
  }

  private static Path logFile() {
    return Path.of(System.getProperty("thalweg.home", ".thalweg"), "logs", "thalweg.log");
  }
}
