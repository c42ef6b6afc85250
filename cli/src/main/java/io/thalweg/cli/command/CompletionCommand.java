package io.thalweg.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code thalweg completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    header = "Print what completes commands and options in bash or zsh.",
    description =
        "%nFor this shell:  source <(./thalweg completion)%n%nIt completes ./thalweg, and thalweg"
            + " where that is on the path.%n")
public final class CompletionCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec != null) {
      System.out.print(AutoComplete.bash("thalweg", spec.root().commandLine()));
    }
    return 0;
  }
}
