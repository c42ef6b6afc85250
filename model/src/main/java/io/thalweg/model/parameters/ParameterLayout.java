package io.thalweg.model.parameters;

import java.util.ArrayList;
import java.util.List;

/** Which named tensor lies where in the flat parameter vector. Immutable. */
public record ParameterLayout(List<Tensor> tensors) {
  public ParameterLayout {
    tensors = List.copyOf(tensors);
  }

  /**
   * One tensor.
   *
   * @param offset of its first element in the flat vector, in floats
   */
  public record Tensor(String name, List<Integer> shape, int offset) {
    public Tensor {
      shape = List.copyOf(shape);
    }

    public int length() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  /** Floats in all. */
  public int length() {
    if (tensors.isEmpty()) {
      return 0;
    }
    Tensor last = tensors.get(tensors.size() - 1);
    return last.offset() + last.length();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Appends tensors one behind the other. Not thread-safe. */
  public static final class Builder {
    private final List<Tensor> tensors = new ArrayList<>();
    private int offset;

    private Builder() {}

    public Builder add(String name, Integer... shape) {
      Tensor t = new Tensor(name, List.of(shape), offset);
      tensors.add(t);
      offset = Math.addExact(offset, t.length());
      return this;
    }

    public ParameterLayout build() {
      return new ParameterLayout(tensors);
    }
  }
}
