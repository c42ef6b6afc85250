package io.thalweg.learner.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.FeatureSpec;
import io.thalweg.model.feature.RowLayout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ShiftTest {
  private static final FeatureSpec FEATURES =
      new FeatureSpec(
          List.of(
              new Feature.Vector("pair", "pair", 2, Scaling.NONE),
              numeric("amount"),
              numeric("steps"),
              new Feature.Categorical("shop", "shop", 1_000),
              new Feature.Flag("night", "night"),
              numeric("constant")));
  private static final ProbeSpec SPEC = ProbeSpec.DEFAULT;
  private static final int COMPARED = SPEC.reference() + SPEC.window();

  /** By how much a value is moved, or which share is missing: what a test changes. */
  private double amountBy;

  private double shopMissing;
  private double nightShare = 0.3;
  private float constant = 7;

  private static Feature numeric(String name) {
    return new Feature.Numeric(name, name, Transform.NONE, Scaling.NONE, -1e9, 1e9);
  }

  private void learn(Shift shift, SplittableRandom random, int rows) {
    ByteBuffer row = RowLayout.of(FEATURES).newRow();
    for (int i = 0; i < rows; i++) {
      int at = RowLayout.SLOTS + 8;
      double amount = random.nextDouble() + random.nextDouble() + random.nextDouble() + amountBy;
      row.putFloat(at, random.nextDouble() < 0.1 ? Float.NaN : (float) amount);
      row.putFloat(at + 4, (int) (5 * random.nextDouble() * random.nextDouble()));
      int shop = (int) (1_000 * Math.pow(random.nextDouble(), 4));
      row.putInt(at + 8, random.nextDouble() < shopMissing ? -1 : shop);
      row.putFloat(at + 12, random.nextDouble() < nightShare ? 1 : 0);
      row.putFloat(at + 16, constant);
      shift.learned(row, 0, 0, 1);
    }
  }

  @Test
  void thereIsNoIndexBeforeTheReferenceAndAWindowAreFull() {
    Shift shift = Shift.of(SPEC, FEATURES);
    SplittableRandom random = new SplittableRandom(1);
    learn(shift, random, COMPARED - 1);
    assertThat(shift.indexes().values()).hasSize(5).allMatch(index -> Double.isNaN(index));
    learn(shift, random, 1);
    assertThat(shift.indexes()).containsOnlyKeys("amount", "steps", "shop", "night", "constant");
    assertThat(shift.indexes().values()).noneMatch(index -> Double.isNaN(index));
  }

  /** The expectation is about (bins - 1)(1/4096 + 1/8192), at most 0.004. */
  @Test
  void whatStaysAsItWasIsBelowTwoHundredthsAtAHundredSeeds() {
    double largest = 0;
    for (int seed = 0; seed < 100; seed++) {
      Shift shift = Shift.of(SPEC, FEATURES);
      SplittableRandom random = new SplittableRandom(seed);
      learn(shift, random, COMPARED);
      for (int window = 0; window < 4; window++) {
        for (double index : shift.indexes().values()) {
          assertThat(index).isBetween(0.0, 0.02);
          largest = Math.max(largest, index);
        }
        learn(shift, random, SPEC.window());
      }
    }
    assertThat(largest).as("chance is seen at all").isGreaterThan(0.003);
  }

  @Test
  void whatIsErasedLeavesNoValuesAndTheReferenceBeginsAnew() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    Shift erased = Shift.of(SPEC, FEATURES);
    learn(erased, random, 500);
    erased.forgetFirstValues();
    assertThat(bytes(erased)).isEqualTo(bytes(Shift.of(SPEC, FEATURES)));
    learn(erased, random, COMPARED);
    byte[] counted = bytes(erased);
    erased.forgetFirstValues();
    assertThat(bytes(erased)).as("what is counted stays").isEqualTo(counted);
  }

  @Test
  void onlyTheFeatureThatMovesIsSeenToAndWithinOneWindow() {
    Shift shift = Shift.of(SPEC, FEATURES);
    SplittableRandom random = new SplittableRandom(2);
    learn(shift, random, COMPARED + 2 * SPEC.window());
    assertThat(shift.indexes().get("amount")).isLessThan(0.02);
    amountBy = 0.5; // a standard deviation
    learn(shift, random, SPEC.window() / 4);
    assertThat(shift.indexes().get("amount")).isBetween(0.03, 0.25);
    learn(shift, random, 3 * SPEC.window() / 4);
    assertThat(shift.indexes().get("amount")).isGreaterThan(0.5);
    assertThat(shift.indexes().get("steps")).isLessThan(0.02);
    assertThat(shift.indexes().get("shop")).isLessThan(0.02);
    assertThat(shift.indexes().get("night")).isLessThan(0.02);
    assertThat(shift.indexes().get("constant")).isLessThan(0.001);
    amountBy = 0;
    learn(shift, random, SPEC.window());
    assertThat(shift.indexes().get("amount")).as("back again").isLessThan(0.02);
  }

  @Test
  void missingValuesFlagsAndConstantsAreSeenToo() {
    Shift shift = Shift.of(SPEC, FEATURES);
    SplittableRandom random = new SplittableRandom(3);
    nightShare = 1;
    learn(shift, random, COMPARED);
    shopMissing = 0.2;
    nightShare = 0.5;
    constant = 6; // below all that there were
    learn(shift, random, SPEC.window());
    assertThat(shift.indexes().get("shop")).isGreaterThan(0.25);
    assertThat(shift.indexes().get("night")).isGreaterThan(0.25);
    assertThat(shift.indexes().get("constant")).isGreaterThan(0.25);
    assertThat(shift.indexes().get("amount")).isLessThan(0.02);
  }

  @Test
  void atMostSixtyFourFeaturesOfOneSlotAreCompared() {
    List<Feature> many = new ArrayList<>(List.of(FEATURES.features().get(0)));
    for (int i = 0; i < 70; i++) {
      many.add(numeric("f" + i));
    }
    FeatureSpec spec = new FeatureSpec(many);
    assertThat(Shift.watched(SPEC, spec)).isEqualTo(many.subList(1, 65));
    assertThat(Shift.watched(ProbeSpec.OFF, spec)).isEmpty();
  }

  // ---- checkpoints ----

  private static byte[] bytes(Shift shift) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    shift.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static Shift restored(byte[] bytes, ProbeSpec spec) throws IOException {
    return Shift.of(spec, FEATURES)
        .orRestored(Shift.read(new DataInputStream(new ByteArrayInputStream(bytes))));
  }

  @Test
  void oneThatIsReadGoesOnToTheBit() throws IOException {
    for (int cut : new int[] {0, 700, 1_024, 5_000, 8_192, 9_000, 14_000}) {
      Shift one = Shift.of(SPEC, FEATURES);
      SplittableRandom random = new SplittableRandom(4);
      learn(one, random, cut);
      Shift two = restored(bytes(one), SPEC);
      learn(one, new SplittableRandom(5), 16_000);
      learn(two, new SplittableRandom(5), 16_000);
      assertThat(bytes(two)).isEqualTo(bytes(one));
    }
  }

  @Test
  void theReferenceOutlivesARescaleAndTheWindowBeginsAnew() throws IOException {
    Shift one = Shift.of(SPEC, FEATURES);
    SplittableRandom random = new SplittableRandom(6);
    learn(one, random, COMPARED);
    one.forgetWindow();
    assertThat(one.indexes().get("amount")).isNaN();
    amountBy = 0.5;
    Shift two = restored(bytes(one), SPEC);
    learn(two, random, SPEC.window());
    assertThat(two.indexes().get("amount")).isGreaterThan(0.5);
    assertThat(two.indexes().get("steps")).isLessThan(0.02);
  }

  @Test
  void otherSizesBeginAnew() throws IOException {
    Shift one = Shift.of(SPEC, FEATURES);
    learn(one, new SplittableRandom(7), COMPARED);
    ProbeSpec other = new ProbeSpec(100, 0, 4_000, SPEC.window());
    assertThat(bytes(restored(bytes(one), other))).isEqualTo(bytes(Shift.of(other, FEATURES)));
  }
}
