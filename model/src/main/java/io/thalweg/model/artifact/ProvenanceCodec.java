package io.thalweg.model.artifact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thalweg.model.artifact.Provenance.OffsetRange;
import java.util.Map;
import java.util.TreeMap;

/** The {@code provenance} object of a manifest; maps are sorted by key. Stateless. */
final class ProvenanceCodec {
  private ProvenanceCodec() {}

  static void encode(Provenance from, ObjectNode to) {
    to.put("learners", from.learners())
        .put("deterministic", from.deterministic())
        .put("kernel", from.kernel());
    if (from.challenger() != null) {
      to.put("challenger", from.challenger());
    }
    if (from.negativesKept() < 1) {
      to.put("negativesKept", from.negativesKept());
    }
    ObjectNode seeds = to.putObject("seeds");
    new TreeMap<>(from.seeds()).forEach(seeds::put);
    ObjectNode fingerprints = to.putObject("fingerprints");
    new TreeMap<>(from.fingerprints()).forEach(fingerprints::put);
    byTopic(
        from.offsets(),
        to.putObject("offsets"),
        (partition, range, at) ->
            at.putObject(partition).put("from", range.from()).put("to", range.to()));
    byTopic(
        from.trainedThrough(),
        to.putObject("trainedThrough"),
        (partition, through, at) -> at.put(partition, through));
  }

  /** Writes a partition's value. */
  private interface Partition<V> {
    void encode(String partition, V value, ObjectNode to);
  }

  private static <V> void byTopic(
      Map<String, Map<Integer, V>> from, ObjectNode to, Partition<V> each) {
    new TreeMap<>(from)
        .forEach(
            (topic, partitions) -> {
              ObjectNode at = to.putObject(topic);
              new TreeMap<>(partitions)
                  .forEach(
                      (partition, value) -> each.encode(Integer.toString(partition), value, at));
            });
  }

  static Provenance decode(Json from) throws ArtifactException {
    Map<String, Long> seeds = new TreeMap<>();
    Json seedsFrom = from.object("seeds");
    for (String name : seedsFrom.names()) {
      seeds.put(name, seedsFrom.longInteger(name));
    }
    Map<String, String> fingerprints = new TreeMap<>();
    Json fingerprintsFrom = from.object("fingerprints");
    for (String name : fingerprintsFrom.names()) {
      fingerprints.put(name, fingerprintsFrom.text(name));
    }
    return new Provenance(
        from.integer("learners"),
        from.bool("deterministic"),
        from.text("kernel"),
        seeds,
        fingerprints,
        byTopic(
            from.object("offsets"),
            (at, partition) -> {
              Json range = at.object(partition);
              return new OffsetRange(range.longInteger("from"), range.longInteger("to"));
            }),
        byTopic(from.object("trainedThrough"), Json::longInteger),
        from.optional("challenger") == null ? null : from.text("challenger"),
        negativesKept(from));
  }

  private static double negativesKept(Json from) throws ArtifactException {
    Json kept = from.optional("negativesKept");
    double share = kept == null ? 1 : kept.asDouble();
    if (!(share > 0 && share <= 1)) {
      throw new ArtifactException(
          "manifest.provenance.negativesKept: %s, want above 0 and at most 1".formatted(share));
    }
    return share;
  }

  /** Reads a partition's value. */
  private interface Value<V> {
    V decode(Json at, String partition) throws ArtifactException;
  }

  private static <V> Map<String, Map<Integer, V>> byTopic(Json from, Value<V> value)
      throws ArtifactException {
    Map<String, Map<Integer, V>> byTopic = new TreeMap<>();
    for (String topic : from.names()) {
      Json at = from.object(topic);
      Map<Integer, V> partitions = new TreeMap<>();
      for (String partition : at.names()) {
        partitions.put(at.partition(partition), value.decode(at, partition));
      }
      byTopic.put(topic, partitions);
    }
    return byTopic;
  }
}
