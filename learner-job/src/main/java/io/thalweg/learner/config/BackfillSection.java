package io.thalweg.learner.config;

import io.thalweg.ingestion.BackfillSpec;
import io.thalweg.ingestion.BackfillSpec.Format;
import io.thalweg.ingestion.BackfillSpec.InputFile;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.Reading;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.Start;
import io.thalweg.ingestion.flink.Position;
import io.thalweg.model.config.ConfigNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code backfill}, {@code source.start} and {@code label.start}. Stateless. */
final class BackfillSection {
  private static final String START = "start";
  private static final String A_TIME = "a time such as 2026-01-31T10:00:00Z";

  /** How much of the past is read. */
  static Reading read(
      ConfigNode root,
      Path directory,
      SourceSpec source,
      LabelSpec labels,
      Duration dedupWindow,
      boolean deterministic) {
    Start events = start(root.section("source"), deterministic);
    Start ofLabels =
        labels instanceof LabelSpec.FromTopic
            ? start(root.section("label"), deterministic)
            : Start.EARLIEST;
    if (!root.has("backfill")) {
      return new Reading(events, ofLabels, null);
    }
    ConfigNode node = root.section("backfill");
    if (deterministic) {
      throw node.refuse(
          "nothing, because deterministic is true and where the files end isn't part of any topic");
    }
    if (events instanceof Start.Latest) {
      throw root.section("source")
          .required(START)
          .refuse("earliest or a time: what comes while the files are read would be left out");
    }
    if (source.time() == null) {
      root.section("source")
          .required(
              "time", "the field that says when an event happened; rows of files have no other");
    }
    boolean repeatsAreDropped = labels instanceof LabelSpec.FromTopic || !dedupWindow.isZero();
    Instant until = node.has("until") ? time(node.required("until")) : null;
    if (until == null && !repeatsAreDropped) {
      node.required(
          "until",
          "the time from which on events are the topic's; or streaming.dedup-window, so that those"
              + " on both sides are learned once");
    }
    return new Reading(events, ofLabels, new BackfillSpec(files(node, directory), until));
  }

  private static Start start(ConfigNode topic, boolean deterministic) {
    if (!topic.has(START)) {
      return Start.EARLIEST;
    }
    ConfigNode node = topic.required(START);
    if (node.isScalar() && node.string().equals("earliest")) {
      return Start.EARLIEST;
    }
    if (node.isScalar() && node.string().equals("latest")) {
      if (deterministic) {
        throw node.refuse(
            "earliest or a time, because deterministic is true and the end moves with the clock");
      }
      return new Start.Latest();
    }
    return new Start.At(time(node, "earliest, latest or " + A_TIME));
  }

  private static Instant time(ConfigNode node) {
    return time(node, A_TIME);
  }

  private static Instant time(ConfigNode node, String want) {
    try {
      return OffsetDateTime.parse(node.isScalar() ? node.string() : "").toInstant();
    } catch (DateTimeException e) {
      throw node.refuse(want);
    }
  }

  // ---- files ----

  private static List<InputFile> files(ConfigNode node, Path directory) {
    Format format = node.has("format") ? node.oneOf("format", Format.class) : null;
    ConfigNode list = node.required("files", "a list of files such as [history/*.csv]");
    List<InputFile> files = new ArrayList<>();
    Map<String, String> paths = new HashMap<>();
    Map<Integer, String> names = new HashMap<>();
    for (ConfigNode element : list.elements()) {
      for (String name : names(element, directory)) {
        String path = directory.resolve(name).toAbsolutePath().normalize().toString();
        files.add(new InputFile(name, path, format(element, name, format)));
        String same = paths.put(path, name);
        if (same != null) {
          throw element.refuse(
              same.equals(name)
                  ? "each file once; '%s' comes twice".formatted(name)
                  : "each file once; '%s' is '%s' once more".formatted(name, same));
        }
        String other = names.put(Position.partitionOf(name), name);
        if (other != null) {
          throw element.refuse(
              "another name for it; receipts can't tell it from '%s'".formatted(other));
        }
      }
    }
    if (files.isEmpty()) {
      throw list.refuse("a list of files such as [history/*.csv]");
    }
    return files;
  }

  /** A file's own name, there or not, or those that a pattern matches, sorted. */
  private static List<String> names(ConfigNode element, Path directory) {
    String text = element.string();
    int star = indexOfWildcard(text);
    if (star < 0) {
      return List.of(text);
    }
    int slash = text.lastIndexOf('/', star);
    String base = slash < 0 ? "" : text.substring(0, slash + 1);
    Path root = directory.resolve(base);
    PathMatcher matcher = matcher(element, text.substring(slash + 1));
    try (Stream<Path> all = Files.walk(root)) {
      List<String> names =
          all.filter(Files::isRegularFile)
              .map(root::relativize)
              .filter(matcher::matches)
              .map(file -> base + file)
              .sorted()
              .toList();
      if (!names.isEmpty()) {
        return names;
      }
    } catch (UncheckedIOException e) {
      throw element.refuse("a pattern in directories that can be read: " + e.getCause());
    } catch (IOException e) {
      // refused below: there is no such directory
    }
    throw element.refuse("a file, or a pattern that one matches; none does in " + root.normalize());
  }

  private static PathMatcher matcher(ConfigNode element, String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw element.refuse(
          "a file, or a pattern such as history/*.csv; '%s' is none: %s"
              .formatted(pattern, e.getDescription()));
    }
  }

  private static int indexOfWildcard(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ("*?[{".indexOf(text.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static Format format(ConfigNode element, String name, @Nullable Format given) {
    if (given != null) {
      return given;
    }
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "csv" -> Format.CSV;
      case "json", "jsonl", "ndjson" -> Format.JSON;
      case "avro" -> Format.AVRO;
      default ->
          throw element.refuse(
              "a file that ends in .csv, .jsonl or .avro, or backfill.format for all of them");
    };
  }

  private BackfillSection() {}
}
