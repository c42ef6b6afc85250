package io.thalweg.model.feature;

import static io.thalweg.model.feature.Encoded.bucket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MultiValuedFeatureTest {
  private static final int BUCKETS = 64;

  private static MultiValuedFeature tags(Combine combine, int embedding) {
    return new MultiValuedFeature("tags", "t", BUCKETS, 4, combine, embedding);
  }

  private static float[] columns(Feature feature, String... values) throws BadValueException {
    Encoded e = new Encoded(feature);
    e.encoder.categories(e.row, 0, values, values.length);
    return e.columns();
  }

  @Test
  void everyValueCountsInTheColumnOfItsBucket() throws Exception {
    float[] expected = new float[BUCKETS];
    expected[bucket("a", BUCKETS)] += 2;
    expected[bucket("b", BUCKETS)] += 1;
    assertThat(columns(tags(Combine.SUM, 0), "a", "b", "a")).isEqualTo(expected);
    for (int i = 0; i < BUCKETS; i++) {
      expected[i] /= 3;
    }
    assertThat(columns(tags(Combine.MEAN, 0), "a", "b", "a")).isEqualTo(expected);
  }

  @Test
  void withAnEmbeddingColumnsAreNumbersFromOneOnAndThenZero() throws Exception {
    assertThat(columns(tags(Combine.MEAN, 8), "b", "a"))
        .containsExactly(1 + bucket("b", BUCKETS), 1 + bucket("a", BUCKETS), 0, 0);
  }

  @Test
  void nothingIsTheSameAsMissing() throws Exception {
    for (Feature f : new Feature[] {tags(Combine.SUM, 0), tags(Combine.MEAN, 2)}) {
      assertThat(columns(f)).containsOnly(0);
      assertThat(new Encoded(f).columns()).containsOnly(0);
    }
  }

  @Test
  void emptyTextsAreLeftOutAndTheValuesBeforeForgotten() throws Exception {
    Encoded e = new Encoded(tags(Combine.SUM, 1));
    e.encoder.categories(e.row, 0, new String[] {"a", "b", "c"}, 3);
    e.encoder.categories(e.row, 0, new String[] {"", null, "x", "not counted"}, 3);
    assertThat(e.columns()).containsExactly(1 + bucket("x", BUCKETS), 0, 0, 0);
  }

  @Test
  void moreValuesThanTheMaximumAreRefused() {
    String[] values = new String[5];
    Arrays.fill(values, "a");
    assertThatThrownBy(() -> columns(tags(Combine.SUM, 0), values))
        .isInstanceOf(BadValueException.class)
        .hasMessage("t: 5 values, want 4 at most");
  }
}
