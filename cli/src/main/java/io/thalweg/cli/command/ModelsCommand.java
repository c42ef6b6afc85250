package io.thalweg.cli.command;

import picocli.CommandLine.Command;

/** {@code thalweg models}: what has been released. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    header = "List, show and rebuild released versions, say which of them serves.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsRebuildCommand.class,
      ModelsPromoteCommand.class,
      ModelsRollbackCommand.class,
      ModelsPinCommand.class,
      ModelsUnpinCommand.class,
      ModelsAliasCommand.class
    })
public final class ModelsCommand {}
