package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.BackfillSpec.Format;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.Reading;
import io.thalweg.ingestion.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackfillSectionTest {
  private static final String TIMED = MinimalPipeline.TEXT.replace("id: id}", "id: id, time: at}");
  private static final String SEAM = "2026-01-31T10:00:00Z";

  @TempDir private Path directory;

  private Reading read(String text) throws IOException {
    return MinimalPipeline.read(directory, text).reading();
  }

  private void refused(String text, String message) {
    MinimalPipeline.refused(directory, text, message);
  }

  private void write(String... names) throws IOException {
    for (String name : names) {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "");
    }
  }

  private InputFile file(String name, Format format) {
    return new InputFile(name, directory.resolve(name).toString(), format);
  }

  @Test
  void wholeTopicsAreReadByDefault() throws IOException {
    assertThat(read(MinimalPipeline.TEXT)).isEqualTo(Reading.WHOLE_TOPICS);
  }

  @Test
  void everyKeyIsMapped() throws IOException {
    write("past/b.csv", "past/a.csv", "past/a.json", "more.avro");
    Reading reading =
        read(
            TIMED.replace("time: at}", "time: at, start: 2026-01-31T09:00:00+01:00}")
                + "backfill: {files: [\"past/*.csv\", more.avro, past/a.json], until: \""
                + SEAM
                + "\"}\n");
    assertThat(reading.events()).isEqualTo(new Start.At(Instant.parse("2026-01-31T08:00:00Z")));
    assertThat(reading.backfill().until()).isEqualTo(Instant.parse(SEAM));
    assertThat(reading.backfill().files())
        .containsExactly(
            file("past/a.csv", Format.CSV),
            file("past/b.csv", Format.CSV),
            file("more.avro", Format.AVRO),
            file("past/a.json", Format.JSON));
    assertThat(
            read(TIMED + "backfill: {files: [gone.txt], format: csv, until: \"" + SEAM + "\"}\n")
                .backfill()
                .files())
        .as("named, there or not: it may have been read long ago")
        .containsExactly(file("gone.txt", Format.CSV));
    assertThat(
            read(MinimalPipeline.TEXT
                    .replace("id: id}", "id: id, start: latest}")
                    .replace(
                        "{field: amount}",
                        "{topic: t, schema: event.avsc, id: id, field: amount, window: 1m,"
                            + " start: earliest}"))
                .events())
        .isEqualTo(new Start.Latest());
  }

  @Test
  void labelsOfATopicHaveAStartOfTheirOwn() throws IOException {
    Reading reading =
        read(
            TIMED.replace(
                "{field: amount}",
                "{topic: t, schema: event.avsc, id: id, field: amount, window: 1m, start: latest}"));
    assertThat(reading.labels()).isEqualTo(new Start.Latest());
    assertThat(reading.events()).isEqualTo(Start.EARLIEST);
    refused(
        TIMED.replace("{field: amount}", "{field: amount, start: latest}"),
        "p.yaml:4: unknown key 'start' in label; known keys: field, negative-sampling, topic");
  }

  @Test
  void theDocumentNamesThem() throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "configuration.md")))
        .contains(
            "| `source.start` | earliest | ",
            "| `label.start` | earliest | ",
            "| `backfill.files` | required | ",
            "| `backfill.format` | by the ending | csv, json, avro",
            "| `backfill.until` | required, but ");
  }

  @Test
  void eventsOnBothSidesAreLearnedOnceOrRefused() throws IOException {
    String files = "backfill: {files: [a.csv]}\n";
    refused(
        TIMED + files,
        "p.yaml:8: backfill has no key 'until'; write the time from which on events are the topic's;"
            + " or streaming.dedup-window, so that those on both sides are learned once");
    assertThat(read(TIMED + files + "streaming: {dedup-window: 1d}\n").backfill().until()).isNull();
    String joined =
        TIMED.replace(
            "{field: amount}", "{topic: t, schema: event.avsc, id: id, field: amount, window: 1m}");
    assertThat(read(joined + files).backfill().until()).isNull();
  }

  @Test
  void refusesWhatLeavesAGapOrHasNoOrder() throws IOException {
    String files = "backfill: {files: [a.csv], until: \"" + SEAM + "\"}\n";
    refused(
        TIMED.replace("time: at}", "time: at, start: latest}") + files,
        "p.yaml:3: source.start is 'latest'; write earliest or a time: what comes while the files"
            + " are read would be left out");
    refused(
        MinimalPipeline.TEXT + files,
        "p.yaml:3: source has no key 'time'; write the field that says when an event happened; rows"
            + " of files have no other");
    refused(
        TIMED + "deterministic: true\n" + files,
        "p.yaml:9: backfill can't be here; leave it out, because deterministic is"
            + " true and where the files end isn't part of any topic");
    refused(
        TIMED.replace("time: at}", "time: at, start: latest}") + "deterministic: true\n",
        "p.yaml:3: source.start is 'latest'; write earliest or a time, because deterministic is true"
            + " and the end moves with the clock");
    refused(
        TIMED.replace("time: at}", "time: at, start: yesterday}"),
        "p.yaml:3: source.start is 'yesterday'; write earliest, latest or a time such as"
            + " 2026-01-31T10:00:00Z");
    refused(
        TIMED + "backfill: {files: [a.csv], until: 2026-01-31}\n",
        "p.yaml:8: backfill.until is '2026-01-31'; write a time such as 2026-01-31T10:00:00Z");
  }

  @Test
  void refusesFilesThatAreNone() throws IOException {
    write("past/a.csv");
    refusedFiles(
        "[]", "p.yaml:8: backfill.files is a list; write a list of files such as [history/*.csv]");
    refusedFiles(
        "[past/a.parquet]",
        "p.yaml:8: backfill.files[0] is 'past/a.parquet'; write a file that ends in .csv, .jsonl or"
            + " .avro, or backfill.format for all of them");
    refusedFiles(
        "[\"past/*.json\"]",
        "p.yaml:8: backfill.files[0] is 'past/*.json'; write a file, or a pattern that one matches;"
            + " none does in "
            + directory.resolve("past"));
    refusedFiles(
        "[\"past/*\", past/a.csv]",
        "p.yaml:8: backfill.files[1] is 'past/a.csv'; write each file once; 'past/a.csv' comes twice");
    refusedFiles(
        "[./past/a.csv, \"past/*.csv\"]",
        "p.yaml:8: backfill.files[1] is 'past/*.csv'; write each file once; 'past/a.csv' is"
            + " './past/a.csv' once more");
    // Two names of one hash: "Aa" and "BB".
    refusedFiles(
        "[Aa.csv, BB.csv]",
        "p.yaml:8: backfill.files[1] is 'BB.csv'; write another name for it; receipts can't tell it"
            + " from 'Aa.csv'");
  }

  @Test
  void refusesPatternsThatAreNoneOrCantBeFollowed() {
    refusedFiles(
        "[\"past/[a.csv\"]",
        "p.yaml:8: backfill.files[0] is 'past/[a.csv'; write a file, or a pattern such as"
            + " history/*.csv; '[a.csv' is none: Missing ']");
    refusedFiles(
        "[\"past/{a,b.csv\"]",
        "p.yaml:8: backfill.files[0] is 'past/{a,b.csv'; write a file, or a pattern such as"
            + " history/*.csv; '{a,b.csv' is none: Missing '}");
    refusedFiles(
        "[\"gone/*.csv\"]",
        "p.yaml:8: backfill.files[0] is 'gone/*.csv'; write a file, or a pattern that one matches;"
            + " none does in "
            + directory.resolve("gone"));
  }

  private void refusedFiles(String files, String message) {
    refused(TIMED + "backfill: {files: " + files + ", until: \"" + SEAM + "\"}\n", message);
  }

  @Test
  void filesAreInTheFingerprint() throws IOException {
    String one = TIMED + "backfill: {files: [a.csv], until: \"" + SEAM + "\"}\n";
    assertThat(MinimalPipeline.read(directory, one).fingerprint())
        .isNotEqualTo(MinimalPipeline.read(directory, TIMED).fingerprint())
        .isNotEqualTo(MinimalPipeline.read(directory, one.replace("a.csv", "b.csv")).fingerprint());
  }

  @Test
  void patternsReachIntoDirectories() throws IOException {
    write("past/2025/b.csv", "past/2024/z.csv", "past/2024/a.txt");
    assertThat(
            read(TIMED + "backfill: {files: [\"past/**.csv\"], until: \"" + SEAM + "\"}\n")
                .backfill()
                .files())
        .isEqualTo(
            List.of(file("past/2024/z.csv", Format.CSV), file("past/2025/b.csv", Format.CSV)));
    write("past/top.csv");
    assertThat(
            read(TIMED + "backfill: {files: [\"past/**/*.csv\"], until: \"" + SEAM + "\"}\n")
                .backfill()
                .files())
        .as("a slash in a pattern is a directory")
        .isEqualTo(
            List.of(file("past/2024/z.csv", Format.CSV), file("past/2025/b.csv", Format.CSV)));
  }
}
