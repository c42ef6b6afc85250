package io.thalweg.cli.command;

import io.thalweg.cli.models.AliasDesk;
import io.thalweg.cli.terminal.CommandException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thalweg models alias}. */
@Command(
    name = "alias",
    mixinStandardHelpOptions = true,
    header = "List a model's aliases, let one name a version, or remove one.",
    description = "%nAn alias stands wherever a version can stand in a request.%n")
final class ModelsAliasCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The model.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "ALIAS",
      arity = "0..1",
      description = "Lower-case letters, digits and hyphens (default: list all).")
  private @Nullable String alias;

  @Parameters(
      index = "2",
      paramLabel = "VERSION",
      arity = "0..1",
      description = "What it is to name.")
  private @Nullable Long version;

  @Option(names = "--remove", description = "Let it name nothing any more.")
  private boolean remove;

  @Mixin private final RegistryOptions where = new RegistryOptions();

  @Override
  public Integer call() throws Exception {
    AliasDesk desk = where.aliases();
    if (alias == null) {
      desk.list(name).forEach(System.out::println);
    } else if (remove && version == null) {
      System.out.println(desk.remove(name, alias));
    } else if (!remove && version != null) {
      System.out.println(desk.assign(name, alias, version));
    } else {
      throw new CommandException(
          "alias '%s' is to name %s; write a version or --remove"
              .formatted(alias, remove ? "both a version and nothing" : "neither"));
    }
    return 0;
  }
}
