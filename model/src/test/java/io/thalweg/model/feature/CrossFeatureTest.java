package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrossFeatureTest {
  private static final int BUCKETS = 1 << 16;
  private static final Feature A = new Feature.Categorical("a", "x", 1);
  private static final Feature B = new Feature.Categorical("b", "y", 1);

  private static float number(String a, String b) {
    Encoded e = new Encoded(B, new CrossFeature("ab", List.of("a", "b"), BUCKETS, 3), A);
    if (b != null) {
      e.encoder.category(e.row, 0, b);
    }
    if (a != null) {
      e.encoder.category(e.row, 2, a);
    }
    return e.columns()[1];
  }

  @Test
  void valuesAreCrossedThoughTheirBucketsAreTheSame() {
    Set<Float> numbers = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      for (int j = 0; j < 50; j++) {
        numbers.add(number("a" + i, "b" + j));
      }
    }
    // 2,500 in 65,536 buckets: 47 meet another on average.
    assertThat(numbers).hasSizeBetween(2_400, 2_490);
    assertThat(number("u", "v")).isNotEqualTo(number("v", "u")).isEqualTo(number("u", "v"));
  }

  @Test
  void aCrossIsMissingWhereOneOfThemIs() {
    assertThat(number("a", null)).isZero();
    assertThat(number(null, "b")).isZero();
    assertThat(number("a", "b")).isPositive();
  }

  @Test
  void withoutAnEmbeddingItIsOneHot() {
    Encoded e = new Encoded(A, B, new CrossFeature("ab", List.of("a", "b"), 8, 0));
    assertThat(e.columns()).hasSize(10).containsOnly(0);
    e.encoder.category(e.row, 0, "u");
    e.encoder.category(e.row, 1, "v");
    float[] cross = Arrays.copyOfRange(e.columns(), 2, 10);
    assertThat(cross).containsOnly(0, 1);
    e.encoder.clear(e.row);
    assertThat(e.columns()).containsOnly(0);
  }

  @Test
  void onlyCategoriesOfTheSameModelAreCrossed() {
    assertThatThrownBy(
            () -> new FeatureSpec(List.of(A, new CrossFeature("x", List.of("a", "c"), 8, 0))))
        .hasMessage("feature x crosses c, which is no categorical feature");
    assertThatThrownBy(() -> new CrossFeature("x", List.of("a", "a"), 8, 0))
        .hasMessage("feature x: of=[a, a], want two names or more, none twice");
  }
}
