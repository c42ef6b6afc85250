package io.thalweg.serving.history;

import io.thalweg.model.feature.BadValueException;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up what the rows of one request ask for, one after the other. Confined to one thread. */
public final class PastLookup {
  /** Of a row whose key has no past here that says what the version asks for. */
  static final String UNKNOWN = "unknown";

  /** Of a row that doesn't say its key. */
  static final String NO_KEY = "none";

  private final ModelPasts pasts;
  private final PastPlan plan;
  private final long nowMillis;
  private final List<String> reached = new ArrayList<>();
  private boolean anyKey;

  PastLookup(ModelPasts pasts, PastPlan plan, long nowMillis) {
    this.pasts = pasts;
    this.plan = plan;
    this.nowMillis = nowMillis;
  }

  /** How the model's events say whose they are. */
  public Followed followed() {
    return pasts.followed();
  }

  /** Whether a row's own value of a history's field has a part in what is looked up for it. */
  public boolean takesOwn(int feature) {
    return plan.takesOwn(feature);
  }

  /** A row of which nothing is said yet. */
  public AskedRow row() {
    return new AskedRow(plan.spec(), nowMillis);
  }

  /**
   * What an event says.
   *
   * @param event JSON, UTF-8, that the version has read
   * @throws BadValueException when its key or time is none
   */
  public AskedRow row(byte[] event) throws BadValueException {
    AskedRow asked = row();
    plan.events().read(event, asked);
    return asked;
  }

  /**
   * Fills in the histories that the request doesn't give; without a key nothing.
   *
   * @param row encoded, little endian
   */
  public void fill(ByteBuffer row, AskedRow asked) throws BadValueException {
    String key = asked.key();
    if (key == null) {
      reached.add(NO_KEY);
      return;
    }
    String reach = plan.fill(row, key, asked, pasts.store());
    anyKey = true;
    pasts.asked(reach != null);
    reached.add(reach == null ? UNKNOWN : reach);
  }

  /** Up to where the histories of each row reach, rows parted by semicolons; null without keys. */
  public @Nullable String offsets() {
    return anyKey ? String.join(";", reached) : null;
  }
}
