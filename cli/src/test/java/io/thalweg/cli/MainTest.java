package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.cli.terminal.CommandException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aUsersMistakeIsOneLineAndExitCode2() {
    assertThat(execute("fail", "--with", "command")).isEqualTo(2);
    assertThat(err).hasToString("thalweg: no file x.yaml; write one\n");
  }

  @Test
  void anUnexpectedFailureIsOneLineThatNamesTheLogAndExitCode1() {
    assertThat(execute("fail", "--with", "state")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "thalweg: unexpected IllegalStateException: two lines; details in"
                + " .thalweg/logs/thalweg.log\n");
  }

  @Test
  void anUnknownOptionIsOneLineWithTheNearestKnownOne() {
    assertThat(execute("fail", "--wiht", "state")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("thalweg: Unknown option")
        .contains("did you mean --with");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void aMissingValueSaysWhereToRead() {
    assertThat(execute("fail", "--with")).isEqualTo(2);
    assertThat(err.toString()).endsWith("see thalweg fail --help\n");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void noCommandAtAllIsAMistake() {
    assertThat(execute()).isEqualTo(2);
    assertThat(err).hasToString("thalweg: Missing required subcommand; see thalweg --help\n");
  }

  @Test
  void printsTheVersionThatWasBuilt() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString()).matches("(?s)thalweg \\d+\\.\\d+\\.\\d+.*Java 1?\\d.*");
  }

  @Test
  void writesNoEscapeCodesWhereThereIsNoTerminal() {
    assertThat(execute("--help")).isZero();
    assertThat(out.toString()).contains("Exit codes:").doesNotContain("\u001b");
  }

  private int execute(String... arguments) {
    CommandLine line = Main.root();
    line.addSubcommand(Main.commandLine(new Fail()));
    return line.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Command(name = "fail", mixinStandardHelpOptions = true)
  private static final class Fail implements Runnable {
    @Option(names = "--with")
    private String with;

    @Override
    public void run() {
      if (with.equals("command")) {
        throw new CommandException("no file x.yaml; write one");
      }
      throw new IllegalStateException("two\nlines");
    }
  }
}
