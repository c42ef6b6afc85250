package io.thalweg.bench.serving;

import java.util.StringJoiner;

/** An infer request of one row of numbers. Stateless. */
final class Body {
  private Body() {}

  static String json(float[] row) {
    StringJoiner numbers = new StringJoiner(",");
    for (float x : row) {
      numbers.add(Float.toString(x));
    }
    return "{\"inputs\":[{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[1,%d],\"data\":[%s]}]}"
        .formatted(row.length, numbers);
  }
}
