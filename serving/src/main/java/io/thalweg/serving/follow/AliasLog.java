package io.thalweg.serving.follow;

import io.thalweg.schemas.AliasAssignment;
import java.util.function.Consumer;

/** Where assignments of aliases are written. Implementations are thread-safe. */
public interface AliasLog {
  /**
   * Appends, durably if the log is.
   *
   * @throws AliasException when it can't be known that it was written
   */
  void write(AliasAssignment assignment) throws AliasException;

  /** Whether what was written outlives this process. */
  boolean isDurable();

  /** A log of this process alone. */
  static AliasLog inMemory(Consumer<AliasAssignment> reader) {
    return new AliasLog() {
      @Override
      public void write(AliasAssignment assignment) {
        reader.accept(assignment);
      }

      @Override
      public boolean isDurable() {
        return false;
      }
    };
  }
}
