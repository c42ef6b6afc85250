package io.thalweg.cli.terminal;

/** What the user can mend: one line that ends with what to do next. */
public final class CommandException extends RuntimeException {
  public CommandException(String message) {
    super(message);
  }
}
