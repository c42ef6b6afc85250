package io.thalweg.bench.continual;

import io.thalweg.bench.continual.data.Samples;
import io.thalweg.learner.train.GradientEngine;
import io.thalweg.learner.train.strategy.NearestClassMean;
import io.thalweg.model.feature.RowLayout;
import io.thalweg.replay.ReplayTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tests by the nearest class mean of the stored rows' features, which are the last layer's units.
 * iCaRL chooses its exemplars by herding; here they are those that replay keeps.
 */
final class NearestMean implements Testing {
  private final GradientEngine engine;
  private final NearestClassMean means;
  private final float[] dense;
  private final float[] units;

  /**
   * Takes the means of what is stored now.
   *
   * @param engine of what comes before the head, with its parameters loaded
   */
  NearestMean(GradientEngine engine, ReplayTable table, int width, int units, int classes) {
    this.engine = engine;
    this.means = new NearestClassMean(classes, units);
    this.dense = new float[width];
    this.units = new float[units];
    table.forEachRow((group, slot, key, row) -> add(row));
  }

  private void add(ByteBuffer row) {
    ByteBuffer little = row.slice().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < dense.length; i++) {
      dense[i] = little.getFloat(RowLayout.slotOffset(0, i));
    }
    features();
    means.add((int) RowLayout.label(little, 0), units, 0);
  }

  private void features() {
    engine.forward(dense, 1, units);
    for (int i = 0; i < units.length; i++) {
      units[i] = Math.max(0, units[i]);
    }
  }

  @Override
  public double accuracy(Samples samples) {
    long right = 0;
    for (int i = 0; i < samples.size(); i++) {
      samples.features(i, dense, 0);
      features();
      right += means.classify(units, 0) == samples.label(i) ? 1 : 0;
    }
    return (double) right / samples.size();
  }
}
