package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.artifact.Manifest.FileEntry;
import io.thalweg.model.artifact.Manifest.Parity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as JSON, UTF-8. The order of the fields is fixed, maps are sorted by key and numbers
 * are written so that they read back exactly; equal manifests have equal bytes. NaN is null. The
 * format that is written is the first which has words for the spec, so that servers of earlier
 * releases go on reading the models that they know. Stateless.
 */
public final class ManifestCodec {
  private ManifestCodec() {}

  public static byte[] encode(Manifest manifest) {
    ObjectNode to = Json.newObject().put("formatVersion", SpecCodec.formatVersion(manifest.spec()));
    SpecCodec.encode(manifest.spec(), to.putObject("spec"));
    to.put("version", manifest.version())
        .put("parentSha256", manifest.parentSha256())
        .put("createdAtMillis", manifest.createdAtMillis())
        .put("round", manifest.round())
        .put("steps", manifest.steps())
        .put("examplesTrained", manifest.examplesTrained())
        .put("preview", manifest.preview());
    if (manifest.provenance() != null) {
      ProvenanceCodec.encode(manifest.provenance(), to.putObject("provenance"));
    }
    ObjectNode metrics = to.putObject("metrics");
    new TreeMap<>(manifest.metrics()).forEach((name, x) -> metrics.put(name, nullIfNaN(name, x)));
    ObjectNode files = to.putObject("files");
    new TreeMap<>(manifest.files())
        .forEach(
            (name, file) ->
                files
                    .putObject(name)
                    .put("sha256", file.sha256())
                    .put("sizeBytes", file.sizeBytes()));
    ObjectNode parity = to.putObject("parity");
    encodeRows(manifest.parity().inputs(), parity.putArray("inputs"));
    encodeRows(manifest.parity().outputs(), parity.putArray("outputs"));
    ArrayNode readyTimes = to.putArray("readyTimesMillis");
    manifest.readyTimesMillis().forEach(readyTimes::add);
    return Json.toBytes(to);
  }

  public static Manifest decode(byte[] bytes) throws ArtifactException {
    Json from = Json.parse("manifest", bytes, 0, bytes.length);
    long formatVersion = from.longInteger("formatVersion");
    if (formatVersion < 1 || formatVersion > Manifest.FORMAT_VERSION) {
      throw new ArtifactException(
          "manifest has format version %d, this release of Thalweg reads 1 to %d"
              .formatted(formatVersion, Manifest.FORMAT_VERSION));
    }
    try {
      return decodeFields(from);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ArtifactException("manifest: " + e.getMessage(), e);
    }
  }

  private static Manifest decodeFields(Json from) throws ArtifactException {
    Map<String, Double> metrics = new TreeMap<>();
    Json metricsFrom = from.object("metrics");
    for (String name : metricsFrom.names()) {
      metrics.put(name, metricsFrom.field(name).asDouble());
    }
    Map<String, FileEntry> files = new TreeMap<>();
    Json filesFrom = from.object("files");
    for (String name : filesFrom.names()) {
      Json file = filesFrom.object(name);
      files.put(name, new FileEntry(file.text("sha256"), file.longInteger("sizeBytes")));
    }
    List<Long> readyTimes = new ArrayList<>();
    for (Json time : from.field("readyTimesMillis").elements()) {
      readyTimes.add(time.asLong());
    }
    Json parity = from.object("parity");
    Json provenance = from.optional("provenance");
    return new Manifest(
        SpecCodec.decode(from.object("spec")),
        from.longInteger("version"),
        from.optional("parentSha256") == null ? null : from.text("parentSha256"),
        from.longInteger("createdAtMillis"),
        from.longInteger("round"),
        from.longInteger("steps"),
        from.longInteger("examplesTrained"),
        metrics,
        files,
        new Parity(decodeRows(parity.field("inputs")), decodeRows(parity.field("outputs"))),
        readyTimes,
        from.optional("preview") != null && from.bool("preview"),
        provenance == null ? null : ProvenanceCodec.decode(from.object("provenance")));
  }

  private static void encodeRows(List<List<Float>> rows, ArrayNode to) {
    for (List<Float> row : rows) {
      ArrayNode values = to.addArray();
      // As a double, because its decimal digits stand for exactly this float.
      row.forEach(x -> values.add(nullIfNaN("parity", x.doubleValue())));
    }
  }

  private static List<List<Float>> decodeRows(Json from) throws ArtifactException {
    List<List<Float>> rows = new ArrayList<>();
    for (Json row : from.elements()) {
      List<Float> values = new ArrayList<>();
      for (Json value : row.elements()) {
        values.add((float) value.asDouble());
      }
      rows.add(values);
    }
    return rows;
  }

  private static @Nullable Double nullIfNaN(String name, double value) {
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is infinite, which a manifest can't hold");
    }
    return Double.isNaN(value) ? null : value;
  }
}
