package io.thalweg.cli.models;

import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.Fingerprints;
import io.thalweg.model.artifact.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What keeps a version from being made again, in lines for people. Stateless. */
public final class Differences {
  private Differences() {}

  /**
   * Between what the version was made by and what would make it now.
   *
   * @param kernel what computes gradients here
   */
  public static List<String> of(Provenance then, PipelineConfig now, String kernel) {
    Map<String, Object> was = new TreeMap<>(then.fingerprints());
    Map<String, Object> is = new TreeMap<>();
    String challenger = then.challenger() == null ? "" : then.challenger();
    ModelSpec model = now.race().model(challenger, now.model());
    is.put(Provenance.SPEC, Fingerprints.ofSpec(model));
    is.put(Provenance.FEATURES, Fingerprints.ofFeatures(now.model()));
    is.put(Provenance.PIPELINE, now.fingerprint());
    was.put("seeds", new TreeMap<>(then.seeds()));
    is.put(
        "seeds", new TreeMap<>(Map.of("model", now.model().seed(), "replay", now.replay().seed())));
    was.put("learners", then.learners());
    is.put("learners", now.learners());
    was.put("kernel", then.kernel());
    is.put("kernel", kernel);
    List<String> lines = new ArrayList<>();
    is.forEach(
        (what, value) -> {
          Object before = was.getOrDefault(what, "unknown");
          if (!before.equals(value)) {
            lines.add(
                "%s differs: the version has %s, here it is %s".formatted(what, before, value));
          }
        });
    return lines;
  }

  /** Records that the version contains and the topics don't hold any more. */
  public static List<String> gone(Provenance then, PipelineConfig now) throws TopicException {
    List<String> lines = new ArrayList<>();
    for (String topic : new TreeMap<>(then.offsets()).keySet()) {
      Map<Integer, Long> first =
          TopicAdmin.firstOffsets(now.bootstrapServers(), now.kafka(), topic);
      new TreeMap<>(then.offsets().getOrDefault(topic, Map.of()))
          .forEach(
              (partition, range) -> {
                long begins = first.getOrDefault(partition, Long.MAX_VALUE);
                if (begins > range.from()) {
                  lines.add(
                      "%s/%d begins at offset %d, the version at %d: retention has dropped records"
                          .formatted(topic, partition, begins, range.from()));
                }
              });
    }
    return lines;
  }
}
