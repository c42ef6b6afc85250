package io.thalweg.cli;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.NearestName;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns whatever goes wrong into one line on stderr and an exit code: 2 for what the user can mend,
 * 1 for the rest, whose stack trace goes to the log. Immutable.
 */
final class Failures
    implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
  static final int UNEXPECTED = 1;
  static final int USER_ERROR = 2;

  private final List<Class<? extends Exception>> userErrors;
  private final Path logFile;

  /**
   * @param userErrors their messages are one line that says what to do next
   */
  Failures(List<Class<? extends Exception>> userErrors, Path logFile) {
    this.userErrors = List.copyOf(userErrors);
    this.logFile = logFile;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    if (userErrors.stream().anyMatch(type -> type.isInstance(e))) {
      return print(command, e.getMessage(), USER_ERROR);
    }
    // Only here: setting up logging would delay every command that goes well.
    LoggerFactory.getLogger(Failures.class)
        .error("{} failed", command.getCommandSpec().qualifiedName(), e);
    return print(command, "unexpected " + summary(e) + "; details in " + logFile, UNEXPECTED);
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    if (e.getCause() instanceof CommandException mistake) {
      return print(command, mistake.getMessage(), USER_ERROR);
    }
    ParameterException first = unknownFirst(e);
    List<String> nearest =
        first instanceof UnmatchedArgumentException unmatched ? nearest(unmatched) : List.of();
    String next =
        nearest.isEmpty()
            ? "see " + command.getCommandSpec().qualifiedName() + " --help"
            : "did you mean " + String.join(" or ", nearest) + "?";
    String what =
        oneLine(first.getMessage()).replaceFirst("^Error: ", "").replace("option option", "option");
    return print(command, what + "; " + next, USER_ERROR);
  }

  /** What is missing may be what the unknown one was meant to be. */
  private static ParameterException unknownFirst(ParameterException e) {
    List<String> unmatched = e.getCommandLine().getUnmatchedArguments();
    return e instanceof MissingParameterException && !unmatched.isEmpty()
        ? new UnmatchedArgumentException(e.getCommandLine(), unmatched)
        : e;
  }

  /** Of picocli's suggestions, some of which are like in nothing but a letter. */
  private static List<String> nearest(UnmatchedArgumentException e) {
    return e.getUnmatched().isEmpty()
        ? List.of()
        : NearestName.of(e.getUnmatched().get(0), e.getSuggestions()).stream().toList();
  }

  private static int print(CommandLine command, @Nullable String message, int exitCode) {
    command.getErr().println(command.getColorScheme().errorText("thalweg: " + oneLine(message)));
    return exitCode;
  }

  private static String summary(Exception e) {
    String message = e.getMessage();
    String type = e.getClass().getSimpleName();
    return message == null ? type : type + ": " + message;
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
