package io.thalweg.serving.infer;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.NotResidentException;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import org.jspecify.annotations.Nullable;

/** Finds the version that a request names. Thread-safe. */
public final class Servables {
  private final VersionTable table;

  public Servables(VersionTable table) {
    this.table = table;
  }

  /**
   * The model's slot.
   *
   * @throws RequestException when the server doesn't know the model
   */
  public ModelSlot slot(String model) {
    ModelSlot slot = table.slot(model);
    if (slot == null) {
      throw RequestException.unknown(
          "model '%s' is unknown, known are %s"
              .formatted(model, table.slots().stream().map(ModelSlot::model).toList()));
    }
    return slot;
  }

  /**
   * The version, counted in: {@link Servable#release} it.
   *
   * @param version a number, {@code latest} or an alias; null: the one that serves
   * @throws RequestException when there is none
   */
  public Servable acquire(String model, @Nullable String version) {
    try {
      return slot(model).acquire(version);
    } catch (NotResidentException e) {
      String line = String.valueOf(e.getMessage());
      throw e.resident().isEmpty() ? RequestException.notYet(line) : RequestException.unknown(line);
    }
  }
}
