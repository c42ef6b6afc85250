package io.thalweg.bench.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.prequential.LabelledRows;
import io.thalweg.bench.prequential.Subject;
import io.thalweg.ingestion.generate.Column;
import io.thalweg.ingestion.generate.GeneratedStream;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.RowLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DriftingStreamTest {
  private static final int ROWS = 9_000;

  @TempDir private Path directory;

  @Test
  void everyStreamIsAPipelineOfTheOneSetting() throws Exception {
    Setting setting = Setting.standard(directory);
    Set<Object> trainings = new HashSet<>();
    for (DriftingStream stream : DriftingStream.all(ROWS)) {
      Subject subject = setting.subject(stream, ROWS);
      trainings.add(subject.training());
      trainings.add(subject.replay());
      trainings.add(subject.drift());
      trainings.add(subject.model().hidden());
      assertThat(subject.model().head().classes()).isEqualTo(stream.open().classes());
    }
    assertThat(trainings).hasSize(4);
  }

  @Test
  void rowsAreThoseOfTheStream() throws Exception {
    for (DriftingStream stream : DriftingStream.all(ROWS)) {
      Subject subject = Setting.standard(directory).subject(stream, ROWS);
      GeneratedStream again = stream.open();
      double[] values = new double[again.columns().size()];
      try (LabelledRows rows = subject.rows().open()) {
        for (int i = 0; i < 100; i++) {
          assertThat(rows.advance()).isTrue();
          int label = again.next(values);
          ByteBuffer row = ByteBuffer.wrap(rows.row()).order(ByteOrder.LITTLE_ENDIAN);
          assertThat(RowLayout.label(row, 0)).isEqualTo(label);
          for (int c = 0; c < values.length; c++) {
            if (!(subject.model().features().features().get(c) instanceof Feature.Categorical)) {
              assertThat(row.getFloat(RowLayout.slotOffset(0, c))).isEqualTo((float) values[c]);
            }
          }
        }
        assertThat(rows.id()).isEqualTo("100");
      }
    }
  }

  /** A level of education decides in two of the functions, so that none may share its place. */
  @Test
  void levelsOfEducationHavePlacesOfTheirOwn() throws Exception {
    DriftingStream agrawal =
        DriftingStream.all(ROWS).stream()
            .filter(s -> s.name().equals("agrawal-abrupt"))
            .findFirst()
            .orElseThrow();
    int elevel = agrawal.open().columns().indexOf(new Column.Nominal("elevel", 5));
    GeneratedStream again = agrawal.open();
    double[] values = new double[again.columns().size()];
    int[] places = {-1, -1, -1, -1, -1};
    try (LabelledRows rows = Setting.standard(directory).subject(agrawal, ROWS).rows().open()) {
      for (int i = 0; i < 200 && rows.advance(); i++) {
        again.next(values);
        ByteBuffer row = ByteBuffer.wrap(rows.row()).order(ByteOrder.LITTLE_ENDIAN);
        places[(int) values[elevel]] = row.getInt(RowLayout.slotOffset(0, elevel));
      }
    }
    assertThat(places).doesNotHaveDuplicates().doesNotContain(-1);
  }

  @Test
  void breaksAreWhereAnotherConceptBeginsAtOnce() {
    for (DriftingStream stream : DriftingStream.all(ROWS)) {
      switch (stream.kind()) {
        case ABRUPT -> assertThat(stream.breaks()).containsExactly(2_250L, 4_500L, 6_750L);
        case RECURRING -> assertThat(stream.breaks()).hasSize(8).startsWith(1_000L, 2_000L);
        case GRADUAL, MOVING -> assertThat(stream.breaks()).isEmpty();
      }
    }
  }
}
