package io.thalweg.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code thalweg models unpin}. */
@Command(
    name = "unpin",
    mixinStandardHelpOptions = true,
    header = "Let requests without a version get the newest again.",
    description = "%nRemoves the alias champion.%n")
final class ModelsUnpinCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
  private String name = "";

  @Mixin private final RegistryOptions where = new RegistryOptions();

  @Override
  public Integer call() throws Exception {
    System.out.println(where.aliases().unpin(name));
    return 0;
  }
}
