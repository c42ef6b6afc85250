package io.thalweg.learner.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(List.of(new Feature.Categorical("shop", "s", 9)));
  private static final ProbeSpec SPEC = new ProbeSpec(2, 1, 2, 4);

  private static final String GOLDEN =
      "00000001" // version
          + "00000001" // recall: rows of a slice
          + "00000018" // bytes of a row
          + "00000000000000020000000000000001" // period, examples of the one that runs
          + "9eabe21aebc1e17c" // generator
          + "00" // no evaluation runs
          + "00" // none is wanted
          + "00000000000003c8" // credit: of 1,000, a row has taken 32
          + "0000000000000002" // evaluations
          + "00000001" // ended periods
          + "00000001" // of the first: capacity
          + "00000000000f4240" // began
          + "0000000000000002" // seen
          + "ffffffff" // takes no part in an evaluation
          + "0000000100000001" // tested and right then
          + "00000001" // rows
          + "0000000000000000" // key
          + "0000000000000000" // subject
          + "00" // not right in an evaluation that runs
          + "000000000000000000000000" // the row, little endian: label, event time
          + "40420f000000000000000000" // ready time, number
          + "00000001" // of the one that runs: capacity
          + "00000000000f4242"
          + "0000000000000001"
          + "ffffffff"
          + "ffffffff00000000"
          + "00000001"
          + "0000000000000002" // key
          + "0000000000000004" // subject
          + "00"
          + "000000000200000000000000"
          + "42420f000000000000000040"
          + "00000002" // shift: examples of the reference
          + "00000001" // of a part
          + "00000002" // referred to
          + "00000001" // part that is filled
          + "00000000" // its examples
          + "00000001" // full parts
          + "00000001" // features
          + "000473686f70" // name
          + "0000" // no numbers, no flag
          + "00000000" // first values
          + "01" // bins
          + "000000000200000000"
          + "3f800000" // of categories: the two that there were, as bits of 0.0 and 1.0
          + counts("", "0000000000000001", "0000000000000001") // of the reference
          + counts("", "", "", "0000000000000001") // of the window's parts: one other category
          + counts()
          + counts()
          + counts()
          + "7ff8000000000000"; // no index yet

  private static String counts(String... first) {
    StringBuilder all = new StringBuilder("0000000c");
    for (int i = 0; i < 12; i++) {
      all.append(i < first.length && !first[i].isEmpty() ? first[i] : "0000000000000000");
    }
    return all.toString();
  }

  private static Probe probe() {
    return new Probe(SPEC, Rows.LAYOUT, FEATURES);
  }

  private static Probe learned() {
    Probe probe = probe();
    for (int i = 0; i < 3; i++) {
      long key = i;
      probe.learned(() -> key, 2L * i, Rows.row(i), 0);
      probe.compare(Rows.row(i), 0, Rows.LAYOUT.rowBytes(), 1);
      probe.test(1_000, new Rows());
    }
    return probe;
  }

  @Test
  void version1OfTheBytesIsFixed() {
    byte[] bytes = learned().toBytes();
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(GOLDEN);
    Probe read = probe();
    read.restore(bytes);
    assertThat(read.toBytes()).isEqualTo(bytes);
    assertThat(read.figures()).isEqualTo(learned().figures());
  }

  @Test
  void anotherVersionIsRefusedAndAStateThatBreaksOffIs() {
    byte[] bytes = learned().toBytes();
    byte[] newer = bytes.clone();
    newer[3] = 2;
    assertThatThrownBy(() -> probe().restore(newer))
        .hasMessage("probes have format 2, this build reads 1");
    for (int length = 4; length < bytes.length; length += 7) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> probe().restore(part))
          .hasMessage("probes in a checkpoint are broken");
    }
  }

  @Test
  void whatIsOffKeepsNothing() {
    Probe off = new Probe(ProbeSpec.OFF, Rows.LAYOUT, FEATURES);
    off.restore(learned().toBytes());
    assertThat(off.toBytes()).isEmpty();
    assertThat(off.figures()).isEqualTo(ProbeFigures.NONE);
    assertThat(Probe.dealt(List.of(off.toBytes(), off.toBytes()), 0, 1)).isEmpty();
  }
}
