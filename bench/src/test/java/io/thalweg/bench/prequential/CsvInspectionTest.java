package io.thalweg.bench.prequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.BenchException;
import io.thalweg.model.Head;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.Feature.Scaling;
import io.thalweg.model.feature.Feature.Transform;
import io.thalweg.model.feature.RowLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvInspectionTest {
  private static final String MIXED =
      """
      size,sold,colour,id,same,class
      1.5,true,red,a,x,up
      ?,false,blue,b,x,down
      -2e3,TRUE,red,c,x,up
      ,false,green,d,x,level
      4,true,,e,x,up
      """;

  @TempDir private Path directory;

  @Test
  void aColumnBecomesWhatAllOfItsCellsCanBe() throws Exception {
    CsvInspection found = inspect(MIXED, "class");
    assertThat(found.features().features())
        .containsExactly(
            new Feature.Numeric(
                "size",
                "size",
                Transform.NONE,
                Scaling.STANDARDIZE,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY),
            new Feature.Flag("sold", "sold"),
            new Feature.Categorical("colour", "colour", 8));
    assertThat(found.leftOut()).containsExactly("id", "same");
    assertThat(found.rows()).isEqualTo(5);
  }

  @Test
  void classesAreNumberedInTheOrderOfTheirNamesOrNumbers() throws Exception {
    assertThat(inspect(MIXED, "class").label().classes()).containsExactly("down", "level", "up");
    assertThat(inspect("x,y\n1,10\n2,9\n3,9\n", "y").label())
        .isEqualTo(new LabelColumn("y", List.of("9", "10")))
        .extracting(LabelColumn::head)
        .isEqualTo(new Head.Binary());
  }

  @Test
  void numbersThatAreNoClassesArePredictedAsNumbers() throws Exception {
    LabelColumn label = inspect("x,y\n1,0.5\n2,9\n3,9\n", "y").label();
    assertThat(label.head()).isEqualTo(new Head.Regression());
    assertThat(label.value("0.5")).isEqualTo(0.5f);
  }

  @Test
  void rowsHaveTheirCellsAndTheirLabels() throws Exception {
    Path file = file(MIXED);
    CsvInspection found = CsvInspection.of(file, "class", OptionalLong.empty());
    List<Float> sizes = new ArrayList<>();
    List<Float> labels = new ArrayList<>();
    List<Float> sold = new ArrayList<>();
    try (LabelledRows rows = new InspectedRows(CsvFiles.open(file), found)) {
      while (rows.advance()) {
        ByteBuffer row = ByteBuffer.wrap(rows.row()).order(ByteOrder.LITTLE_ENDIAN);
        labels.add(RowLayout.label(row, 0));
        sizes.add(row.getFloat(RowLayout.slotOffset(0, 0)));
        sold.add(row.getFloat(RowLayout.slotOffset(0, 1)));
      }
      assertThat(rows.id()).isEqualTo("5");
    }
    assertThat(labels).containsExactly(2f, 0f, 2f, 1f, 2f);
    assertThat(sizes).containsExactly(1.5f, Float.NaN, -2000f, Float.NaN, 4f);
    assertThat(sold).containsExactly(1f, 0f, 1f, 0f, 1f);
  }

  @Test
  void onlyTheRowsThatAreAskedForAreLookedAt() throws Exception {
    CsvInspection found = CsvInspection.of(file("x,y\n1,0\n2,1\nz,7\n"), "y", OptionalLong.of(2));
    assertThat(found.rows()).isEqualTo(2);
    assertThat(found.label().classes()).containsExactly("0", "1");
  }

  @Test
  void mistakesSayWhatToDo() throws Exception {
    refused(
        "x,y\n1,a\n2,\n3,b\n",
        "f.csv: column 'y' is empty in 1 of 3 rows; every row needs its label");
    refused(
        "x,y\n1,a\n2,a\n",
        "f.csv: column 'y' has too few values; a label has 2 to 100, or is a number");
    refused("x,y\n", "f.csv: no rows below the header; give a file with some");
    refused(
        "x,y\n1,a\n1,b\n",
        "f.csv: no column beside 'y' tells rows apart; give a file with features");
  }

  private void refused(String csv, String message) throws IOException {
    Path file = file(csv);
    assertThatThrownBy(() -> CsvInspection.of(file, "y", OptionalLong.empty()))
        .isInstanceOf(BenchException.class)
        .hasMessage(message);
  }

  private CsvInspection inspect(String csv, String label) throws Exception {
    return CsvInspection.of(file(csv), label, OptionalLong.empty());
  }

  private Path file(String csv) throws IOException {
    return Files.writeString(directory.resolve("f.csv"), csv);
  }
}
