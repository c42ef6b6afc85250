package io.thalweg.cli.command;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.serving.access.Role;
import io.thalweg.serving.access.TokenException;
import io.thalweg.serving.access.TokenFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg token}: who may ask a server. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    header = "Make tokens for the clients of a server.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TokenCommand.NewCommand.class)
public final class TokenCommand {

  /** {@code thalweg token new}. */
  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      header = "Make a token, print it once, and keep its hash in a file.",
      description =
          "%nThe file is the one that access.tokens names in a server's configuration; servers read"
              + " it again within a second. To withdraw a token delete its line.%n")
  static final class NewCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The client, as logs will name it.")
    private String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        description = "read (ask for predictions, metadata, explanations) or admin (everything).")
    private Role role = Role.READ;

    @Option(
        names = "--file",
        required = true,
        paramLabel = "TOKENS.yaml",
        description = "The file of tokens; it is made when it isn't there.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
      try {
        System.out.println(new TokenFile(file).add(name, role));
      } catch (TokenException e) {
        throw new CommandException(String.valueOf(e.getMessage()));
      } catch (IOException e) {
        throw new CommandException(
            "%s can't be written: %s; check its directory and permissions".formatted(file, e));
      }
      return 0;
    }
  }
}
