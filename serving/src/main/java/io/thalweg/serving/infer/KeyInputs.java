package io.thalweg.serving.infer;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.History;
import io.thalweg.serving.history.AskedRow;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import io.thalweg.serving.history.PastLookup;
import io.thalweg.serving.protocol.Datatype.Kind;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.version.Servable;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a request by which the histories of its rows are looked up: those that bear the
 * names of the key's field and the time's, and, for a history that counts the row itself, that of
 * its field or a feature's that reads it. Of one request; confined to one thread.
 */
final class KeyInputs {
  private static final double EXACT = 1L << 53;

  private final PastLookup pasts;
  private final List<Feature> features;
  private final int[] given;
  private final @Nullable Tensor key;
  private final @Nullable Tensor time;
  private final Map<Integer, Tensor> own = new HashMap<>();

  /**
   * Finds them.
   *
   * @param given the features that the request gives
   */
  KeyInputs(PastLookup pasts, Servable servable, InferRequest request, int[] given) {
    this.pasts = pasts;
    this.features = servable.spec().features().features();
    this.given = given;
    Followed followed = pasts.followed();
    requireOnce(request, given);
    this.key = ofField(request, followed.key());
    this.time = followed.time() == null ? null : ofField(request, followed.time());
    requireFits(key, EnumSet.of(Kind.TEXT, Kind.WHOLE, Kind.REAL), "BYTES or a whole number");
    requireFits(time, EnumSet.of(Kind.WHOLE, Kind.REAL), "a whole number");
    for (int i = 0; i < features.size(); i++) {
      if (features.get(i) instanceof History h && pasts.takesOwn(i)) {
        Tensor found = ownValues(request, h.field());
        if (found != null) {
          requireFits(found, EnumSet.complementOf(EnumSet.of(Kind.TEXT)), "a number or BOOL");
          own.put(i, found);
        }
      }
    }
  }

  /** Whether an input that is no feature says something here. */
  static boolean isOne(PastLookup pasts, Servable servable, String name) {
    Followed followed = pasts.followed();
    if (name.equalsIgnoreCase(followed.key()) || name.equalsIgnoreCase(followed.time())) {
      return true;
    }
    List<Feature> features = servable.spec().features().features();
    for (int i = 0; i < features.size(); i++) {
      if (pasts.takesOwn(i) && features.get(i).field().equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** Of those that are features this is known. */
  private static void requireOnce(InferRequest request, int[] given) {
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < given.length; i++) {
      String name = request.inputs().get(i).name();
      if (given[i] < 0 && !seen.add(name)) {
        throw RequestException.bad("input '%s' is given twice".formatted(name));
      }
    }
  }

  private static void requireFits(@Nullable Tensor t, Set<Kind> kinds, String want) {
    if (t != null && !kinds.contains(t.datatype().kind())) {
      throw RequestException.bad(
          "input '%s': datatype %s, want %s".formatted(t.name(), t.datatype(), want));
    }
  }

  private static @Nullable Tensor named(InferRequest request, String name) {
    Tensor found =
        request.inputs().stream()
            .filter(t -> t.name().equalsIgnoreCase(name))
            .findFirst()
            .orElse(null);
    if (found != null && found.rowLength() != 1) {
      throw RequestException.bad(
          "input '%s': shape %s, want [batch] or [batch, 1]".formatted(name, found.shape()));
    }
    return found;
  }

  /** The input with a field's name, unless it is that of a feature which is something else. */
  private @Nullable Tensor ofField(InferRequest request, String field) {
    boolean isOther =
        features.stream()
            .anyMatch(
                f ->
                    f.name().equalsIgnoreCase(field)
                        && (f instanceof History || !f.field().equals(field)));
    return isOther ? null : named(request, field);
  }

  private @Nullable Tensor ownValues(InferRequest request, String field) {
    for (Feature f : features) {
      boolean reads = f instanceof Feature.Numeric || f instanceof Feature.Flag;
      Tensor found = reads && f.field().equals(field) ? named(request, f.name()) : null;
      if (found != null) {
        return found;
      }
    }
    return ofField(request, field);
  }

  /** What they say of a row. */
  AskedRow row(int r) {
    AskedRow asked = pasts.row();
    for (int feature : given) {
      if (feature >= 0) {
        asked.give(feature);
      }
    }
    own.forEach((feature, tensor) -> asked.setOwn(feature, tensor.number(r)));
    if (time != null && !Double.isNaN(whole(time, r, ""))) {
      asked.setTimeMillis(pasts.followed().unit().toMillis((long) time.number(r)));
    }
    if (key != null) {
      asked.setKey(key(key, r));
    }
    return asked;
  }

  /** Null where the row says none. */
  private static @Nullable String key(Tensor key, int r) {
    byte[] text = key.text(r);
    if (text != null) {
      return new String(text, StandardCharsets.UTF_8);
    }
    double number = whole(key, r, "; send a larger key as BYTES");
    return Double.isNaN(number) ? null : Long.toString((long) number);
  }

  private static double whole(Tensor t, int r, String hint) {
    double number = t.number(r);
    boolean isWhole = number == Math.rint(number) && Math.abs(number) <= EXACT;
    if (!Double.isNaN(number) && !isWhole) {
      throw RequestException.bad(
          "input '%s', row %d: want a whole number up to 2^53, found %s%s"
              .formatted(t.name(), r, number, hint));
    }
    return number;
  }
}
