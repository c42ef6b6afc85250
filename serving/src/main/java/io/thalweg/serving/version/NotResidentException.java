package io.thalweg.serving.version;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nothing is loaded under the name that a request gave. Its message is one line for the client. */
public final class NotResidentException extends RuntimeException {
  private final transient List<Long> resident;

  /** Clients can provoke it, so it carries no stack trace. */
  NotResidentException(String model, @Nullable String asked, Residents found, String why) {
    super(message(model, asked, found, why), null, false, false);
    this.resident = found.versions();
  }

  private static String message(String model, @Nullable String asked, Residents found, String why) {
    if (found.versions().isEmpty()) {
      return "model '%s' has no version yet, %s".formatted(model, why);
    }
    return "model '%s' has no version '%s' in service: loaded are %s, aliases %s"
        .formatted(model, asked, found.versions(), found.aliases());
  }

  /** The versions that are loaded; empty: none yet, which passes. */
  public List<Long> resident() {
    return resident;
  }
}
