package io.thalweg.cli.command;

import picocli.CommandLine.Command;

/** {@code thalweg models}: what has been released. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    header = "List released versions and show what they are made of.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelsListCommand.class, ModelsShowCommand.class})
public final class ModelsCommand {}
