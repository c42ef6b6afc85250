package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

class CommandHelpTest {
  @Test
  void whatAnOptionTakesIsInCapitalsInEveryCommand() {
    List<String> odd = new ArrayList<>();
    for (CommandSpec command : commands(Main.root().getCommandSpec()).toList()) {
      for (ArgSpec arg : command.args()) {
        if (arg.arity().max() > 0 && arg.paramLabel().startsWith("<")) {
          odd.add(command.qualifiedName() + " " + arg);
        }
      }
    }
    assertThat(odd).isEmpty();
  }

  /** Lines that were broken by hand are broken once more where they don't fit. */
  @Test
  void everyDescriptionOfAnOptionIsBrokenByTheTerminalAlone() {
    for (CommandSpec command : commands(Main.root().getCommandSpec()).toList()) {
      for (ArgSpec arg : command.args()) {
        assertThat(arg.description())
            .as(command.qualifiedName() + " " + arg)
            .hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  private static Stream<CommandSpec> commands(CommandSpec command) {
    return Stream.concat(
        Stream.of(command),
        command.subcommands().values().stream().flatMap(c -> commands(c.getCommandSpec())));
  }
}
