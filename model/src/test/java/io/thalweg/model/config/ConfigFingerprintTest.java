package io.thalweg.model.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigFingerprintTest {
  @Test
  void orderSpacesAndCommentsMakeNoDifference() {
    assertThat(of("a: 1\nb: {c: x, d: [y, z]}\nkafka: {p: q}"))
        .isEqualTo(of("b:\n  d: [y,   z] # why\n  c: x\nkafka: {p: other}\n\na: 1"))
        .isEqualTo(of("a: 1\nb: {c: x, d: [y, z]}"));
  }

  @Test
  void anythingElseDoes() {
    List<String> files =
        List.of(
            "a: 1",
            "a: 2",
            "b: 1",
            "a: {b: 1}",
            "a: [b, 1]",
            "a: [b1]",
            "a: [b, 1, c]",
            "a: [[b, 1], c]",
            "a: [b, [1, c]]",
            "a: b1\nc: d",
            "a: b\nc: 1d",
            "a: 'b\"1:c'",
            "a: {kafka: 1}");
    Set<String> fingerprints = new HashSet<>();
    files.forEach(file -> fingerprints.add(of(file)));
    assertThat(fingerprints).hasSameSizeAs(files);
  }

  private static String of(String yaml) {
    return ConfigFingerprint.of(ConfigFile.parse("test.yaml", yaml), Set.of("kafka"));
  }
}
