package io.thalweg.cli.models;

import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.Manifest.FileEntry;
import io.thalweg.model.artifact.Provenance;
import io.thalweg.model.artifact.Provenance.OffsetRange;
import io.thalweg.schemas.ModelAnnouncement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** A version's receipt in lines for people. Stateless. */
public final class ReceiptText {
  private ReceiptText() {}

  /** All that the manifest says, but for its samples. */
  public static List<String> of(ModelAnnouncement announced, Manifest m) {
    List<String> lines = new ArrayList<>();
    add(
        lines,
        "model",
        "%s, version %d%s"
            .formatted(
                m.spec().name(),
                m.version(),
                m.preview() ? ", a preview: what it learned may have been undone" : ""));
    add(lines, "manifest", announced.manifestSha256());
    add(lines, "parent", m.parentSha256() == null ? "none" : m.parentSha256());
    add(lines, "created", Instant.ofEpochMilli(m.createdAtMillis()).toString());
    add(
        lines,
        "learned",
        number("%,d examples in %,d steps, %,d rounds", m.examplesTrained(), m.steps(), m.round()));
    sorted(m.metrics(), (name, x) -> number("%s %.6f", name, x))
        .forEach(line -> add(lines, "metric", line));
    Provenance p = m.provenance();
    if (p != null) {
      provenance(lines, p);
    }
    sorted(
            m.files(),
            (String name, FileEntry f) ->
                number("%s %,d bytes %s", name, f.sizeBytes(), f.sha256()))
        .forEach(line -> add(lines, "file", line));
    return lines;
  }

  private static void provenance(List<String> lines, Provenance p) {
    add(
        lines,
        "learners",
        p.learners() + (p.deterministic() ? ", deterministic" : ", not deterministic"));
    add(lines, "kernel", p.kernel());
    if (p.challenger() != null) {
      add(lines, "champion", "challenger '%s', which was promoted".formatted(p.challenger()));
    }
    if (p.negativesKept() < 1) {
      add(lines, "left out", number("all but %s of the negatives", p.negativesKept()));
    }
    sorted(p.seeds(), (name, seed) -> name + " " + seed).forEach(line -> add(lines, "seed", line));
    sorted(p.fingerprints(), (name, sha256) -> name + " " + sha256)
        .forEach(line -> add(lines, "print", line));
    new TreeMap<>(p.offsets())
        .forEach(
            (topic, partitions) ->
                sorted(partitions, (partition, range) -> contained(topic, partition, range))
                    .forEach(line -> add(lines, "contains", line)));
    new TreeMap<>(p.trainedThrough())
        .forEach(
            (topic, partitions) ->
                sorted(
                        partitions,
                        (partition, through) ->
                            "all of %s/%d below offset %d".formatted(topic, partition, through))
                    .forEach(line -> add(lines, "contains", line)));
  }

  private static String contained(String topic, int partition, OffsetRange range) {
    return topic.startsWith(Provenance.FILE)
        ? number(
            "%s from row %d to %d",
            topic.substring(Provenance.FILE.length()), range.from() + 1, range.to())
        : number("%s/%d from offset %d to %d", topic, partition, range.from(), range.to() - 1);
  }

  private static <K extends Comparable<K>, V> List<String> sorted(
      Map<K, V> map, BiFunction<K, V, String> line) {
    List<String> lines = new ArrayList<>();
    new TreeMap<>(map).forEach((key, value) -> lines.add(line.apply(key, value)));
    return lines;
  }

  private static void add(List<String> lines, String what, String text) {
    lines.add(number("%-9s %s", what, text));
  }

  private static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
