package io.thalweg.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code thalweg models promote}. */
@Command(
    name = "promote",
    mixinStandardHelpOptions = true,
    header = "Make the canary the champion, which answers requests without a version.",
    description = "%nEvery server that follows this log does so once it has loaded the version.%n")
final class ModelsPromoteCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
  private String name = "";

  @Mixin private final RegistryOptions where = new RegistryOptions();

  @Override
  public Integer call() throws Exception {
    System.out.println(where.aliases().promote(name));
    return 0;
  }
}
