package io.thalweg.cli.command;

import picocli.CommandLine.Command;

/** {@code thalweg models}: what has been released. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    header = "List released versions, show what they are made of, make one again.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelsListCommand.class, ModelsShowCommand.class, ModelsRebuildCommand.class})
public final class ModelsCommand {}
