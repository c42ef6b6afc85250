package io.thalweg.model.feature;

import static io.thalweg.model.feature.Encoded.bucket;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.TextFeature.Letters;
import io.thalweg.model.feature.TextFeature.Ngrams;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextFeatureTest {
  private static final int BUCKETS = 1 << 20;
  private static final int MAX = 6;

  private static void assertNgrams(
      Ngrams ngrams, int n, Letters letters, String text, String... expected) {
    Encoded e =
        new Encoded(new TextFeature("t", "t", ngrams, n, letters, BUCKETS, MAX, Combine.SUM, 2));
    e.encoder.text(e.row, 0, text);
    int[] slots = IntStream.range(0, MAX).map(e::slot).toArray();
    int[] buckets =
        IntStream.range(0, MAX)
            .map(i -> i < expected.length ? bucket(expected[i], BUCKETS) : -1)
            .toArray();
    assertThat(slots).as("%s %d of '%s'", ngrams, n, text).isEqualTo(buckets);
  }

  @Test
  void wordsAreRunsOfLettersAndDigits() {
    assertNgrams(
        Ngrams.WORDS,
        1,
        Letters.LOWERED,
        "  Grüße, iPhone-14 \u4f60\u597d!",
        "grüße",
        "iphone",
        "14",
        "\u4f60\u597d");
    assertNgrams(Ngrams.WORDS, 2, Letters.AS_THEY_ARE, "Not so Good.", "Not so", "so Good");
    assertNgrams(Ngrams.WORDS, 3, Letters.LOWERED, "too short");
    assertNgrams(Ngrams.WORDS, 1, Letters.LOWERED, "?!");
  }

  @Test
  void charactersAreCodePoints() {
    assertNgrams(
        Ngrams.CHARACTERS, 3, Letters.LOWERED, "A bC\uD83D\uDE00", "a b", " bc", "bc\uD83D\uDE00");
    assertNgrams(Ngrams.CHARACTERS, 1, Letters.AS_THEY_ARE, "aBa", "a", "B", "a");
    assertNgrams(Ngrams.CHARACTERS, 2, Letters.AS_THEY_ARE, "a");
    assertNgrams(Ngrams.CHARACTERS, 1, Letters.AS_THEY_ARE, "");
  }

  @Test
  void ofALongTextTheBeginningCounts() {
    assertNgrams(
        Ngrams.CHARACTERS, 1, Letters.AS_THEY_ARE, "abcdefgh", "a", "b", "c", "d", "e", "f");
    assertNgrams(
        Ngrams.WORDS, 1, Letters.AS_THEY_ARE, "a b c d e f g h", "a", "b", "c", "d", "e", "f");
  }

  @Test
  void withoutAnEmbeddingAColumnIsTheShareOfItsBucket() {
    int buckets = 32;
    Encoded e =
        new Encoded(
            new TextFeature(
                "t", "t", Ngrams.WORDS, 1, Letters.LOWERED, buckets, MAX, Combine.MEAN, 0));
    assertThat(e.columns()).hasSize(buckets).containsOnly(0);
    e.encoder.text(e.row, 0, "So so bad");
    float[] expected = new float[buckets];
    expected[bucket("so", buckets)] += 2;
    expected[bucket("bad", buckets)] += 1;
    for (int i = 0; i < buckets; i++) {
      expected[i] /= 3;
    }
    assertThat(e.columns()).isEqualTo(expected);
  }
}
