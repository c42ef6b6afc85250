package io.thalweg.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.BackfillSpec;
import io.thalweg.ingestion.BackfillSpec.Format;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.FeatureSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesReaderTest {
  private static final SourceSpec SOURCE =
      new SourceSpec(
          "e",
          "e.avsc",
          """
          {"type": "record", "name": "E", "fields": [
            {"name": "id", "type": "long"}, {"name": "x", "type": "double"},
            {"name": "at", "type": "long"}, {"name": "y", "type": "int"}]}
          """,
          "id",
          null,
          "at");
  @TempDir private Path directory;

  /** What a reader emits, and what it says of time. Confined to one thread. */
  private static final class Recorder implements ReaderOutput<Arrival> {
    final List<Arrival> arrivals = new ArrayList<>();
    final List<String> said = new ArrayList<>();

    @Override
    public void collect(Arrival arrival) {
      arrivals.add(arrival);
    }

    @Override
    public void collect(Arrival arrival, long timestamp) {
      arrivals.add(arrival);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      said.add("watermark");
    }

    @Override
    public void markIdle() {
      said.add("idle");
    }

    @Override
    public void markActive() {
      said.add("active");
    }

    @Override
    public SourceOutput<Arrival> createOutputForSplit(String splitId) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {
      said.add("released " + splitId);
    }
  }

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(
        directory.resolve("a.csv"), "id,x,at,y\n1,0.5,1000,1\n2,bad,2000,0\n3,1,3000,1\n");
    Files.writeString(directory.resolve("empty.csv"), "id,x,at,y\n");
    Files.writeString(
        directory.resolve("b.jsonl"),
        """
        {"id": 4, "x": 1, "at": 4000, "y": 0}

        {"id": 5, "x": 1, "at": 5000, "y": 9}
        {"id": 6, "x": 1, "at": 6000, "y": 1}
        """);
  }

  private FilesSource source(String... names) {
    List<InputFile> files =
        Stream.of(names)
            .map(
                name ->
                    new InputFile(
                        name,
                        directory.resolve(name).toString(),
                        name.endsWith("csv") ? Format.CSV : Format.JSON))
            .toList();
    FeatureSpec features =
        new FeatureSpec(
            List.of(
                new Feature.Numeric(
                    "x", "x", Feature.Transform.NONE, Feature.Scaling.STANDARDIZE, -9, 9)));
    return new FilesSource(
        new BackfillSpec(files, null), SOURCE, new LabelSpec.Inline("y", 2), features, () -> 77);
  }

  private FilesSource three() {
    return source("a.csv", "empty.csv", "b.jsonl");
  }

  private static FilesReader reader(FilesSource source, FilesSplit from) {
    FilesReader reader = new FilesReader(new FileArrivals(source), () -> {});
    reader.start();
    reader.addSplits(List.of(from));
    reader.handleSourceEvents(FilesWord.ALL_READ);
    return reader;
  }

  @Test
  void filesComeOneAfterTheOtherEveryRowAsOneArrival() throws Exception {
    Recorder out = new Recorder();
    FilesReader reader = reader(three(), three().begin(0));
    for (int i = 0; i < 6; i++) {
      assertThat(reader.pollNext(out)).isEqualTo(InputStatus.MORE_AVAILABLE);
    }
    assertThat(out.said).isEmpty();
    assertThat(reader.hasEnded()).isFalse();
    assertThat(reader.pollNext(out)).isEqualTo(InputStatus.END_OF_INPUT);
    assertThat(out.said).as("time stays where it is").isEmpty();
    assertThat(reader.hasEnded()).isTrue();
    assertThat(reader.snapshotState(1)).isEmpty();

    assertThat(out.arrivals.stream().map(FilesReaderTest::described))
        .containsExactly(
            "1 at 1000 in a.csv row 0",
            "a.csv:3 column 'x': 'bad' is not a number | 2,bad,2000,0",
            "3 at 3000 in a.csv row 2",
            "4 at 4000 in b.jsonl row 0",
            "b.jsonl:3 y: label 9.0 is not a class from 0 to 1 | {\"id\": 5, \"x\": 1, \"at\":"
                + " 5000, \"y\": 9}",
            "6 at 6000 in b.jsonl row 2",
            "the end");
    reader.close();
  }

  private static String described(Arrival arrival) {
    if (arrival instanceof FilesEnd) {
      return "the end";
    }
    if (arrival instanceof DeadLetter letter) {
      assertThat(letter.isOfFile()).isTrue();
      assertThat(letter.refusedAtMillis()).isEqualTo(77);
      return "%s:%d %s | %s"
          .formatted(
              letter.topic(),
              letter.offset(),
              letter.reason(),
              new String(letter.value(), java.nio.charset.StandardCharsets.UTF_8));
    }
    Example e = (Example) arrival;
    assertThat(e.eventPosition().isInFile()).isTrue();
    assertThat(e.readyTimeMillis()).as("when it was read").isEqualTo(77);
    String file =
        e.eventPosition().partition() == Position.partitionOf("a.csv") ? "a.csv" : "b.jsonl";
    return "%s at %d in %s row %d"
        .formatted(e.id(), e.eventTimeMillis(), file, e.eventPosition().offset());
  }

  @Test
  void ofALongBadRowIsKeptWhatAProducerTakes() throws Exception {
    String cell = "é".repeat(1 << 20);
    Files.writeString(directory.resolve("long.csv"), "id,x,at,y\n1,%s,1000,1\n".formatted(cell));
    Files.writeString(directory.resolve("long.jsonl"), "{\"id\": \"%s\"}\n".formatted(cell));
    FilesSource source = source("long.csv", "long.jsonl");
    List<Arrival> arrivals = read(source, source.begin(0), 100);
    assertThat(arrivals).hasSize(3);
    for (Arrival arrival : arrivals.subList(0, 2)) {
      DeadLetter letter = (DeadLetter) arrival;
      assertThat(letter.value()).hasSize(512 << 10);
      assertThat(letter.reason())
          .hasSizeLessThan(1_100)
          .endsWith("; only the first 524288 bytes of the row are kept");
    }
    assertThat(((DeadLetter) arrivals.get(0)).reason()).startsWith("column 'x': 'é");
    assertThat(((DeadLetter) arrivals.get(1)).reason()).contains("1048577 bytes");
  }

  @Test
  void whoGoesOnFromAnyPlaceReadsTheRestAndNothingTwice() throws Exception {
    List<Arrival> all = read(three(), three().begin(0), 100);
    for (int cut = 0; cut <= 6; cut++) {
      Recorder before = new Recorder();
      FilesReader first = reader(three(), three().begin(0));
      for (int i = 0; i < cut; i++) {
        assertThat(first.pollNext(before)).isEqualTo(InputStatus.MORE_AVAILABLE);
      }
      FilesSplit kept = copied(first.snapshotState(1).get(0));
      first.close();
      List<Arrival> both = new ArrayList<>(before.arrivals);
      both.addAll(read(three(), kept, 100));
      assertThat(both).as("cut after %d", cut).isEqualTo(all);
    }
  }

  private static List<Arrival> read(FilesSource source, FilesSplit from, int most)
      throws Exception {
    Recorder out = new Recorder();
    FilesReader reader = reader(source, from);
    InputStatus status = InputStatus.MORE_AVAILABLE;
    for (int i = 0; i < most && status == InputStatus.MORE_AVAILABLE; i++) {
      status = reader.pollNext(out);
    }
    assertThat(status).isEqualTo(InputStatus.END_OF_INPUT);
    reader.close();
    return out.arrivals;
  }

  @Test
  void whoHasManyRowsToLeaveOutDoesItInSteps() throws Exception {
    Files.writeString(
        directory.resolve("long.csv"), "id,x,at,y\n" + "1,0.5,1000,1\n".repeat(25_001));
    FilesSplit begin = source("long.csv").begin(0);
    FilesSplit kept = new FilesSplit(begin.filesSha256(), 0, "long.csv", 25_000);
    Recorder out = new Recorder();
    FilesReader reader = reader(source("long.csv"), kept);
    for (int step = 0; step < 2; step++) {
      assertThat(reader.pollNext(out)).isEqualTo(InputStatus.MORE_AVAILABLE);
      assertThat(out.arrivals).isEmpty();
      assertThat(reader.snapshotState(1)).as("where it was").containsExactly(kept);
    }
    assertThat(reader.pollNext(out)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(out.arrivals).hasSize(1);
    assertThat(reader.pollNext(out)).isEqualTo(InputStatus.END_OF_INPUT);
    reader.close();
  }

  private static FilesSplit copied(FilesSplit split) throws IOException {
    FilesSplit.Serializer serializer = new FilesSplit.Serializer();
    return serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
  }

  @Test
  void whoHasNoFilesEndsOnceAndIsThenAsleep() throws Exception {
    List<FilesWord> said = new ArrayList<>();
    FilesReader reader =
        new FilesReader(new FileArrivals(three()), () -> said.add(FilesWord.NOTHING_LEFT));
    Recorder out = new Recorder();
    assertThat(reader.isAvailable()).as("it has something to say").isDone();
    assertThat(reader.pollNext(out)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(reader.pollNext(out)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(said).as("said once").hasSize(1);
    assertThat(reader.isAvailable()).isNotDone();
    assertThat(reader.hasEnded()).as("files may yet come").isFalse();
    reader.handleSourceEvents(FilesWord.ALL_READ);
    assertThat(reader.isAvailable()).isDone();
    assertThat(reader.pollNext(out)).isEqualTo(InputStatus.END_OF_INPUT);
    assertThat(reader.isAvailable()).isNotDone();
    assertThat(reader.pollNext(out)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(out.arrivals).isEmpty();
    reader.close();
  }

  @Test
  void otherFilesThanTheCheckpointsEndTheJob() throws Exception {
    FilesSplit kept = three().begin(2);
    FilesReader reader = reader(source("a.csv", "b.jsonl"), kept);
    assertThatThrownBy(() -> reader.pollNext(new Recorder()))
        .isInstanceOf(SuppressRestartsException.class)
        .rootCause()
        .hasMessage(
            "backfill.files names other files, or another order, than the checkpoint, which stands"
                + " in 'b.jsonl'; name those of before, or begin anew with --fresh");
    reader.close();
  }

  @Test
  void aFileThatHasBecomeShorterThanWhatWasReadEndsTheJob() throws Exception {
    FilesSplit begin = source("a.csv").begin(0);
    FilesSplit kept = new FilesSplit(begin.filesSha256(), 0, "a.csv", 4);
    FilesReader reader = reader(source("a.csv"), kept);
    assertThatThrownBy(() -> reader.pollNext(new Recorder()))
        .rootCause()
        .hasMessage(
            "a.csv: has 3 rows, and the checkpoint has read 4; put back what it was, or begin anew"
                + " with --fresh");
    reader.close();
  }

  @Test
  void bytesOfAPlaceInTheFilesStayWhatTheyAre() throws IOException {
    FilesSplit split = new FilesSplit("ab", 1, "a.csv", 258);
    byte[] bytes = new FilesSplit.Serializer().serialize(split);
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo("00026162000000010005" + "612e637376" + "0000000000000102");
    FilesState.Serializer state = new FilesState.Serializer();
    assertThat(state.deserialize(1, state.serialize(new FilesState(null))))
        .isEqualTo(new FilesState(null));
    assertThat(state.deserialize(1, state.serialize(new FilesState(split))))
        .isEqualTo(new FilesState(split));
    assertThatThrownBy(() -> new FilesSplit.Serializer().deserialize(2, bytes))
        .isInstanceOf(IOException.class)
        .hasMessage("place in the backfill's files has format 2, this build reads 1");
  }
}
