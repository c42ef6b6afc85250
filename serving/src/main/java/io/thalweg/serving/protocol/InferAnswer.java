package io.thalweg.serving.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an infer request is answered with. Immutable.
 *
 * @param id the request's
 * @param trainedThrough {@code topic/partition:offset,...}; null where the version doesn't say
 * @param historyOffsets up to where the histories of each row reach that the server has looked up;
 *     null where it has looked up none
 * @param outputs in the order in which they were asked for
 */
public record InferAnswer(
    String model,
    long version,
    @Nullable String id,
    @Nullable String trainedThrough,
    @Nullable String historyOffsets,
    int rows,
    List<Output> outputs) {
  /** Name of the parameter. */
  public static final String HISTORY_OFFSETS = "history_offsets";

  public InferAnswer {
    outputs = List.copyOf(outputs);
  }

  /** One output, float32, (rows, columns). Its values are not to be changed. */
  public static final class Output {
    private final String name;
    private final float[] values;
    private final @Nullable String labels;
    private final boolean binary;

    /**
     * Of one request.
     *
     * @param name as the client spells it
     * @param values owned from here on, row by row
     * @param labels names of the columns, with commas between them, where they have any
     * @param binary whether the data is wanted behind the JSON
     */
    public Output(String name, float[] values, @Nullable String labels, boolean binary) {
      this.name = name;
      this.values = values;
      this.labels = labels;
      this.binary = binary;
    }

    public String name() {
      return name;
    }

    /** Borrowed. */
    public float[] valuesView() {
      return values;
    }

    public @Nullable String labels() {
      return labels;
    }

    public boolean binary() {
      return binary;
    }
  }
}
