package io.thalweg.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A named input of a request. Immutable.
 *
 * @param values the shape's elements in row-major order
 */
record Tensor(String name, String datatype, List<Integer> shape, List<JsonNode> values) {
  /** Rows, the first dimension. */
  int rows() {
    return shape.get(0);
  }

  /** Elements of one row. */
  int rowLength() {
    return values.size() / rows();
  }

  JsonNode value(int row, int index) {
    return values.get(row * rowLength() + index);
  }
}
