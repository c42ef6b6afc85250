package io.thalweg.cli.generate;

import io.thalweg.cli.generate.StreamPlan.Labels;
import io.thalweg.cli.terminal.CommandException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;

/** What is written beside a stream, or instead of it. Stateless. */
public final class StreamFiles {
  private StreamFiles() {}

  /** Writes the schema of a plan's events. */
  public static void writeSchema(StreamPlan plan, Path file) {
    write("--schema-out", file, StreamSchemas.text(StreamSchemas.event(plan)));
  }

  /**
   * Writes a pipeline and, beside it and under its name, the schemas that it reads.
   *
   * @param labels the topic of labels; read only where they come later
   */
  public static void writePipeline(
      StreamPlan plan,
      String bootstrapServers,
      String events,
      String labels,
      WireText wire,
      Path file) {
    String base = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    String schema = base + ".avsc";
    String labelSchema = base + "-labels.avsc";
    write("--pipeline", file.resolveSibling(schema), StreamSchemas.text(StreamSchemas.event(plan)));
    if (plan.labels() instanceof Labels.Later) {
      write(
          "--pipeline",
          file.resolveSibling(labelSchema),
          StreamSchemas.text(StreamSchemas.label(plan.kind())));
    }
    PipelineText.Names names =
        new PipelineText.Names(bootstrapServers, events, labels, schema, labelSchema, wire);
    write("--pipeline", file, PipelineText.of(plan, names));
  }

  /** Of a plan's events. */
  public static Schema eventSchema(StreamPlan plan) {
    return StreamSchemas.event(plan);
  }

  /** Of the labels that come later. */
  public static Schema labelSchema(StreamPlan plan) {
    return StreamSchemas.label(plan.kind());
  }

  /** A file for lines, which the caller closes. */
  public static OutputStream openLines(Path file) {
    try {
      return new BufferedOutputStream(Files.newOutputStream(file));
    } catch (IOException e) {
      throw unwritable("--out", file);
    }
  }

  private static void write(String option, Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw unwritable(option, file);
    }
  }

  private static CommandException unwritable(String option, Path file) {
    return new CommandException(
        "%s: %s can't be written; say a file in a directory that is there".formatted(option, file));
  }
}
