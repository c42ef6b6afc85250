package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.ingestion.LabelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProvisionalSectionTest {
  private static final String TEXT =
      MinimalPipeline.TEXT
          .replace(
              "label: {field: amount}",
              "label: {topic: clicks, schema: label.avsc, id: id, field: clicked, window: 1d}")
          .replace("head: regression", "head: binary");

  @TempDir private Path directory;

  @BeforeEach
  void writeTheLabelsSchema() throws IOException {
    Files.writeString(
        directory.resolve("label.avsc"),
        """
        {"type": "record", "name": "Click", "fields": [
          {"name": "id", "type": "string"}, {"name": "clicked", "type": "boolean"}]}
        """);
  }

  private static String with(String keys) {
    return TEXT.replace("window: 1d", "window: 1d, " + keys);
  }

  private void refused(String text, String message) {
    MinimalPipeline.refused(directory, text, message);
  }

  @Test
  void everyKeyIsMapped() throws IOException {
    PipelineConfig p = MinimalPipeline.read(directory, TEXT);
    assertThat(((LabelSpec.FromTopic) p.labels()).provisional()).isNull();
    assertThat(p.training().fakeNegatives()).isFalse();
    p = MinimalPipeline.read(directory, with("provisional-after: 10m"));
    assertThat(((LabelSpec.FromTopic) p.labels()).provisional()).isEqualTo(Duration.ofMinutes(10));
    assertThat(p.training().fakeNegatives()).isTrue();
    p = MinimalPipeline.read(directory, with("provisional-after: 10m, fake-negatives: ignore"));
    assertThat(p.training().fakeNegatives()).isFalse();
  }

  @Test
  void refusesWhatNeverIsProvisionalOrCantBe() {
    refused(
        MinimalPipeline.TEXT.replace("{field: amount}", "{field: amount, provisional-after: 10m}"),
        "p.yaml:4: unknown key 'provisional-after' in label; known keys: field, negative-sampling,"
            + " topic");
    String on = with("provisional-after: 10m");
    String place = "p.yaml:4: label.provisional-after is '10m'; leave it out";
    refused(
        on + "deterministic: true\n",
        place + ", because deterministic is true and what is due at once comes in no order");
    refused(
        on.replace("training: {", "training: {distillation: {}, "),
        place + " beside training.distillation, whose answers count once for each event");
    String challengers = "challengers: {candidates: [{name: a, model: {layers: [8]}}]}\n";
    refused(
        on + challengers,
        place
            + " beside challengers, which are compared by losses that weigh all alike; or write"
            + " fake-negatives: ignore");
  }

  @Test
  void refusesWhatNobodyCouldRevise() {
    refused(
        with("provisional-after: 1d"),
        "p.yaml:4: label.provisional-after is '1d'; write a duration above 0 and below that of"
            + " label.window, or leave it out");
    refused(
        with("provisional-after: 1h").replace("head: binary", "head: regression"),
        "p.yaml:4: label.provisional-after is '1h'; leave it out, because model.head isn't binary"
            + " and only there class 0 means 'not yet'");
    refused(
        with("provisional-after: 1h")
            .replace("id: id}\n", "id: id, key: country}\n")
            .replace(
                "{name: country, type: categorical, buckets: 8}",
                "{name: before, type: history, of: label}"),
        "p.yaml:4: label.provisional-after is '1h'; leave it out beside the feature 'before',"
            + " whose past of labels nobody revises");
    refused(
        with("fake-negatives: weigh"),
        "p.yaml:4: unknown key 'fake-negatives' in label; known keys: field, format, framing, id,"
            + " negative-sampling, provisional-after, schema, schema-sha256, start, time, topic, window");
  }
}
