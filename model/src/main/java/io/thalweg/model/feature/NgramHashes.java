package io.thalweg.model.feature;

import io.thalweg.model.feature.TextFeature.Letters;
import io.thalweg.model.feature.TextFeature.Ngrams;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntConsumer;

/** The n-grams of texts, hashed. Immutable. */
final class NgramHashes {
  private final TextFeature feature;

  NgramHashes(TextFeature feature) {
    this.feature = feature;
  }

  /** Gives the hashes of the text's first n-grams, at most as many as count. */
  void of(String text, IntConsumer out) {
    String read = feature.letters() == Letters.LOWERED ? text.toLowerCase(Locale.ROOT) : text;
    if (feature.ngrams() == Ngrams.WORDS) {
      words(read, out);
    } else {
      characters(read, out);
    }
  }

  private void characters(String text, IntConsumer out) {
    int from = 0;
    int to = 0;
    int inside = 0;
    int count = 0;
    while (to < text.length() && count < feature.max()) {
      to = text.offsetByCodePoints(to, 1);
      inside++;
      if (inside > feature.n()) {
        from = text.offsetByCodePoints(from, 1);
        inside--;
      }
      if (inside == feature.n()) {
        out.accept(hash(text.substring(from, to)));
        count++;
      }
    }
  }

  private void words(String text, IntConsumer out) {
    String[] last = new String[feature.n()];
    int words = 0;
    int count = 0;
    int at = 0;
    while (at < text.length() && count < feature.max()) {
      int end = at;
      while (end < text.length() && Character.isLetterOrDigit(text.codePointAt(end))) {
        end = text.offsetByCodePoints(end, 1);
      }
      if (end == at) {
        at = text.offsetByCodePoints(at, 1);
        continue;
      }
      System.arraycopy(last, 1, last, 0, last.length - 1);
      last[last.length - 1] = text.substring(at, end);
      words++;
      if (words >= feature.n()) {
        out.accept(hash(String.join(" ", last)));
        count++;
      }
      at = end;
    }
  }

  private static int hash(String ngram) {
    byte[] utf8 = ngram.getBytes(StandardCharsets.UTF_8);
    return RowEncoder.hash(utf8, utf8.length);
  }
}
