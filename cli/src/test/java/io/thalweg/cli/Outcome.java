package io.thalweg.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How a command ended that was run in this process, and what it said. Immutable. */
public record Outcome(int exitCode, String out, String err) {
  /** Runs {@code thalweg} with these arguments. Takes over standard output: one at a time. */
  public static Outcome of(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    PrintStream original = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      int exitCode =
          Main.root()
              .setErr(new PrintWriter(err, true))
              .execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
      return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(original);
    }
  }
}
