package io.thalweg.cli.command;

import picocli.CommandLine.Command;

/** {@code thalweg features}: what models are given. */
@Command(
    name = "features",
    mixinStandardHelpOptions = true,
    header = "See what the events of a pipeline become.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {FeaturesShowCommand.class})
public final class FeaturesCommand {}
