package io.thalweg.serving.infer;

import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.version.ModelSlot;
import io.thalweg.serving.version.Servable;
import io.thalweg.serving.version.VersionTable;
import org.jspecify.annotations.Nullable;

/** Finds the version that a request names. Thread-safe. */
public final class Servables {
  private static final String LATEST = "latest";

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
   * @param version a number or {@code latest}; null: the one that serves
   * @throws RequestException when there is none
   */
  public Servable acquire(String model, @Nullable String version) {
    ModelSlot slot = slot(model);
    Servable servable = slot.acquire();
    if (servable == null) {
      throw RequestException.notYet(noVersionYet(slot));
    }
    String serving = Long.toString(servable.version());
    if (version != null && !version.equals(LATEST) && !version.equals(serving)) {
      servable.release();
      throw RequestException.unknown(
          "model '%s' has no version '%s' in service, version %s serves"
              .formatted(model, version, serving));
    }
    return servable;
  }

  private static String noVersionYet(ModelSlot slot) {
    ModelSlot.Refusal refusal = slot.refusal();
    return refusal == null
        ? "model '%s' has no version yet, try again later".formatted(slot.model())
        : "model '%s' has no version yet, version %d was refused: %s"
            .formatted(slot.model(), refusal.version(), refusal.reason());
  }
}
