package io.thalweg.bench;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What a bench is given. Immutable.
 *
 * @param rows how much data the user wants, if the bench's own choice is too much
 * @param directory where {@link Scratch} may be opened
 * @param progress takes a line now and then while the bench runs
 */
public record Context(OptionalLong rows, Path directory, Progress progress) {
  /** Where the lines go that are no result. */
  public interface Progress {
    void say(String line);
  }
}
