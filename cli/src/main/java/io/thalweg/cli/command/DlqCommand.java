package io.thalweg.cli.command;

import picocli.CommandLine.Command;

/** {@code thalweg dlq}: what a pipeline has refused. */
@Command(
    name = "dlq",
    mixinStandardHelpOptions = true,
    header = "Look at the records that a pipeline has refused, or send them once more.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DlqShowCommand.class, DlqReplayCommand.class})
public final class DlqCommand {}
