package io.thalweg.model.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelSetTest {
  @Test
  void itIsASetOfBits() {
    Random random = new Random(5);
    for (int labels : new int[] {1, 31, 32, 33, 1024}) {
      BitSet truth = new BitSet();
      LabelSet set = LabelSet.none(labels);
      for (int i = 0; i < 2 * labels; i++) {
        int label = random.nextInt(labels);
        truth.set(label);
        set = set.with(label);
      }
      for (int i = 0; i < labels; i++) {
        assertThat(set.contains(i)).isEqualTo(truth.get(i));
      }
      assertThat(set.size()).isEqualTo(truth.cardinality());
      assertThat(set).hasToString(truth.stream().boxed().toList().toString());
      assertThat(set.isPresent()).isTrue();
    }
    assertThat(LabelSet.ABSENT.isPresent()).isFalse();
  }

  @Test
  void aRowHoldsItsBitsBehindItsSlots() {
    FeatureSpec one = new FeatureSpec(List.of(new Feature.Flag("a", "a")));
    RowLayout layout = RowLayout.of(one, 33);
    assertThat(layout.rowBytes()).isEqualTo(20 + 4 + 2 * 4);
    assertThat(RowLayout.of(one)).isEqualTo(new RowLayout(1));
    ByteBuffer rows = ByteBuffer.allocate(2 * layout.rowBytes()).order(layout.newRow().order());
    new RowEncoder(one, 33).clear(rows);
    LabelSet.none(33).with(0).with(9).with(32).put(rows, 2 * layout.rowBytes());

    float[] targets = new float[70];
    targets[69] = 7;
    layout.target(rows, layout.rowBytes(), targets, 2);

    for (int i = 0; i < 33; i++) {
      assertThat(targets[2 + i]).isEqualTo(i == 0 || i == 9 || i == 32 ? 1 : 0);
    }
    assertThat(targets[69]).isEqualTo(7);
    assertThat(LabelSet.ofTargets(targets, 2, 33))
        .isEqualTo(LabelSet.none(33).with(0).with(9).with(32))
        .isNotEqualTo(LabelSet.none(33));
    int end = 2 * layout.rowBytes();
    assertThat(HexFormat.of().formatHex(rows.array(), end - 8, end)).isEqualTo("0102000001000000");
    layout.target(rows, 0, targets, 2);
    assertThat(LabelSet.ofTargets(targets, 2, 33)).isEqualTo(LabelSet.none(33));
  }

  @Test
  void bytesStayAsTheyAre() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    LabelSet set = LabelSet.none(40).with(4).with(39);
    set.write(out);
    LabelSet.ABSENT.write(out);
    assertThat(HexFormat.of().formatHex(bytes.toByteArray()))
        .isEqualTo("00000002" + "00000010" + "00000080" + "00000000");

    assertThat(LabelSet.read(in(bytes), 40)).isEqualTo(set);
    assertThatThrownBy(() -> LabelSet.read(in(bytes), 32))
        .isInstanceOf(IOException.class)
        .hasMessage("set of labels: words=2, at most 1");
  }

  private static DataInputStream in(ByteArrayOutputStream bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }
}
