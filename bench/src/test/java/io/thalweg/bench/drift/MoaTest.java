package io.thalweg.bench.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.BenchException;
import io.thalweg.bench.drift.moa.Moa;
import io.thalweg.bench.drift.moa.MoaRows;
import io.thalweg.ingestion.generate.GeneratedStream;
import java.io.DataInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MoaTest {
  @TempDir private Path directory;

  @Test
  void rowsAreWrittenAsTheProgramReadsThem() throws Exception {
    DriftingStream stream = DriftingStream.all(9_000).get(1);
    Path file = directory.resolve("rows");
    MoaRows.write(file, stream.open(), 2);
    GeneratedStream again = stream.open();
    double[] values = new double[9];
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      assertThat(in.readInt()).isEqualTo(2);
      assertThat(in.readInt()).isEqualTo(10);
      for (int nominal : new int[] {0, 0, 0, 5, 20, 9, 0, 0, 0, 2}) {
        assertThat(in.readInt()).isEqualTo(nominal);
      }
      for (int r = 0; r < 2; r++) {
        int label = again.next(values);
        for (double value : values) {
          assertThat(in.readDouble()).isEqualTo((double) (float) value);
        }
        assertThat(in.readDouble()).isEqualTo(label);
      }
      assertThat(in.read()).isNegative();
    }
  }

  @Test
  void whatIsntThereIsNotFound() throws Exception {
    assertThat(Moa.find(directory.resolve("none"))).isEmpty();
    Files.createFile(directory.resolve("moa-notes.txt"));
    assertThat(Moa.find(directory)).isEmpty();
  }

  @Test
  void aJarThatIsNoMoaIsOneLine() throws Exception {
    Path jar = Files.createFile(directory.resolve("moa-1.0.jar"));
    Moa moa = Moa.find(directory).orElseThrow();
    assertThatThrownBy(() -> moa.forest(10, directory.resolve("rows"), directory))
        .isInstanceOf(BenchException.class)
        .hasMessageStartingWith(jar.getFileName() + " failed: ")
        .hasMessageContaining("remove it, or run it by hand: ")
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
