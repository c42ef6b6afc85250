package io.thalweg.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code thalweg models rollback}. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    header = "Make the champion what served before it.",
    description =
        "%nEach rollback goes one further back; without a champion to the release before the"
            + " last.%n")
final class ModelsRollbackCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
  private String name = "";

  @Mixin private final RegistryOptions where = new RegistryOptions();

  @Override
  public Integer call() throws Exception {
    System.out.println(where.aliases().rollback(name));
    return 0;
  }
}
