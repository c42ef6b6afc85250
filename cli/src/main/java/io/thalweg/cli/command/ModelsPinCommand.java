package io.thalweg.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code thalweg models pin}. */
@Command(
    name = "pin",
    mixinStandardHelpOptions = true,
    header = "Let requests without a version stay on one; newer ones load as latest.",
    description = "%nAssigns the alias champion.%n")
final class ModelsPinCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "VERSION",
      arity = "0..1",
      description = "Its number (default: the last released version).")
  private @Nullable Long version;

  @Mixin private final RegistryOptions where = new RegistryOptions();

  @Override
  public Integer call() throws Exception {
    System.out.println(where.aliases().pin(name, version));
    return 0;
  }
}
