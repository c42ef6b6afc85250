package io.thalweg.serving.infer;

import io.thalweg.model.feature.BadValueException;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.RowEncoder;
import io.thalweg.serving.history.AskedRow;
import io.thalweg.serving.history.PastLookup;
import io.thalweg.serving.protocol.Datatype;
import io.thalweg.serving.protocol.InferRequest;
import io.thalweg.serving.protocol.RequestException;
import io.thalweg.serving.protocol.Tensor;
import io.thalweg.serving.version.Servable;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the inputs of a request into the dense input of one version: either its features' raw
 * values, encoded as the learner encodes them, or whole events, or the dense input itself.
 * Stateless.
 */
public final class InputEncoder {
  /** Of one request's dense input, so that a small body can't claim much memory. */
  private static final int MAX_ELEMENTS = 1 << 22;

  private InputEncoder() {}

  /**
   * Checks every input against the version's features.
   *
   * @return float32, (rows, width), NaN where a value is missing
   * @throws RequestException for what isn't the version's
   */
  public static float[] encode(Servable servable, InferRequest request) {
    return encode(servable, request, null);
  }

  /**
   * As the other, and looks up the histories that the request leaves out.
   *
   * @param pasts of this request; null: what is left out is missing
   */
  public static float[] encode(
      Servable servable, InferRequest request, @Nullable PastLookup pasts) {
    int width = servable.denseEncoder().width();
    if ((long) request.rows() * width > MAX_ELEMENTS) {
      throw RequestException.bad(
          "a batch of %d rows of %d columns, at most %d rows are accepted"
              .formatted(request.rows(), width, Math.max(1, MAX_ELEMENTS / width)));
    }
    Tensor first = request.inputs().get(0);
    if (Inputs.isDense(servable, first.name())) {
      return dense(request.inputs(), width);
    }
    return Inputs.isEvent(servable, first.name())
        ? events(servable, request, pasts)
        : features(servable, request, pasts);
  }

  private static float[] events(
      Servable servable, InferRequest request, @Nullable PastLookup pasts) {
    Tensor events = request.inputs().get(0);
    if (request.inputs().size() > 1) {
      throw RequestException.bad(
          "input '%s' holds whole events, no other input is accepted beside it: found '%s'"
              .formatted(InferRequest.EVENT, request.inputs().get(1).name()));
    }
    if (events.datatype() != Datatype.BYTES || events.rowLength() != 1) {
      throw RequestException.bad(
          "input '%s': %s of shape %s, want BYTES of [batch] or [batch, 1]"
              .formatted(InferRequest.EVENT, events.datatype(), events.shape()));
    }
    ByteBuffer row = servable.rowEncoder().layout().newRow();
    int width = servable.denseEncoder().width();
    float[] out = new float[request.rows() * width];
    for (int r = 0; r < request.rows(); r++) {
      servable.rowEncoder().clear(row);
      event(servable, events.text(r), r, row, pasts);
      servable.denseEncoder().expand(row, 0, out, r * width);
    }
    return out;
  }

  private static void event(
      Servable servable,
      byte @Nullable [] event,
      int r,
      ByteBuffer row,
      @Nullable PastLookup pasts) {
    try {
      if (event == null) {
        throw new BadValueException("the event is null");
      }
      int found = servable.eventReader().read(event, row);
      AskedRow asked = pasts == null ? null : pasts.row(event);
      if (found == 0 && (asked == null || !asked.hasKey())) {
        throw servable.eventReader().foreign();
      }
      if (pasts != null && asked != null) {
        pasts.fill(row, asked);
      }
    } catch (BadValueException e) {
      throw RequestException.bad(
          "input '%s', row %d: %s"
              .formatted(InferRequest.EVENT, r, String.valueOf(e.getMessage())));
    }
  }

  private static float[] dense(List<Tensor> inputs, int width) {
    if (inputs.size() > 1) {
      throw RequestException.bad(
          "input '%s' holds all columns, no other input is accepted beside it: found '%s'"
              .formatted(Inputs.DENSE, inputs.get(1).name()));
    }
    Tensor t = inputs.get(0);
    if (t.datatype() != Datatype.FP32) {
      throw RequestException.bad(
          "input '%s': datatype %s, want FP32".formatted(Inputs.DENSE, t.datatype()));
    }
    if (t.shape().size() != 2 || t.rowLength() != width) {
      throw RequestException.bad(
          "input '%s': shape %s, want [batch, %d]".formatted(Inputs.DENSE, t.shape(), width));
    }
    float[] out = new float[t.length()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) t.number(i);
      if (Float.isInfinite(out[i])) {
        throw RequestException.bad(
            "input '%s', row %d: want a finite float32 or null, found %s"
                .formatted(t.name(), i / width, t.number(i)));
      }
    }
    return out;
  }

  private static float[] features(
      Servable servable, InferRequest request, @Nullable PastLookup pasts) {
    int[] feature = new int[request.inputs().size()];
    boolean[] seen = new boolean[servable.spec().features().features().size()];
    for (int i = 0; i < feature.length; i++) {
      Tensor t = request.inputs().get(i);
      feature[i] = servable.featureIndex(t.name());
      if (feature[i] < 0 && pasts != null && KeyInputs.isOne(pasts, servable, t.name())) {
        continue;
      }
      if (feature[i] < 0) {
        throw RequestException.bad(
            "input '%s' is no feature of model '%s', its metadata lists them"
                .formatted(t.name(), servable.spec().name()));
      }
      if (seen[feature[i]]) {
        throw RequestException.bad("input '%s' is given twice".formatted(t.name()));
      }
      seen[feature[i]] = true;
      FeatureInputs.requireFits(t, servable.spec().features().features().get(feature[i]));
    }
    KeyInputs keys = pasts == null ? null : new KeyInputs(pasts, servable, request, feature);
    RowEncoder encoder = servable.rowEncoder();
    ByteBuffer row = encoder.layout().newRow();
    int width = servable.denseEncoder().width();
    float[] out = new float[request.rows() * width];
    for (int r = 0; r < request.rows(); r++) {
      encoder.clear(row);
      for (int i = 0; i < feature.length; i++) {
        if (feature[i] < 0) {
          continue;
        }
        Feature f = servable.spec().features().features().get(feature[i]);
        FeatureInputs.put(encoder, row, feature[i], f, request.inputs().get(i), r);
      }
      if (pasts != null && keys != null) {
        fill(pasts, keys.row(r), row, r);
      }
      servable.denseEncoder().expand(row, 0, out, r * width);
    }
    return out;
  }

  private static void fill(PastLookup pasts, AskedRow asked, ByteBuffer row, int r) {
    try {
      pasts.fill(row, asked);
    } catch (BadValueException e) {
      throw RequestException.bad("row %d: %s".formatted(r, String.valueOf(e.getMessage())));
    }
  }
}
