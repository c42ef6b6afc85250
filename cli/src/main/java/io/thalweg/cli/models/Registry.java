package io.thalweg.cli.models;

import io.thalweg.cli.run.ReleaseHistory;
import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.NearestName;
import io.thalweg.ingestion.kafka.KafkaAccess;
import io.thalweg.ingestion.kafka.TopicAdmin;
import io.thalweg.ingestion.kafka.TopicException;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.store.ModelStores;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The commit log and the store of released versions. Immutable.
 *
 * @param kafka client properties, {@code bootstrap.servers} among them
 * @param topic the commit log
 * @param storeUri of the model store
 */
public record Registry(Map<String, String> kafka, String topic, String storeUri) {
  public Registry {
    kafka = Map.copyOf(kafka);
  }

  /** Where this pipeline releases to. */
  public static Registry of(PipelineConfig pipeline) {
    return new Registry(
        pipeline.kafka(), pipeline.release().topic(), pipeline.release().storeUri());
  }

  String bootstrapServers() {
    return kafka.getOrDefault("bootstrap.servers", "");
  }

  /** Everything that was announced, in order. */
  public List<ModelAnnouncement> announcements() throws TopicException {
    String servers = bootstrapServers();
    KafkaAccess.of(servers, kafka).reads(topic).require();
    TopicAdmin.requireExisting(servers, kafka, topic);
    return ReleaseHistory.announcements(kafka, topic);
  }

  /** What was announced of this model, in order; none at all is the user's mistake. */
  public List<ModelAnnouncement> announcements(String model) throws TopicException {
    List<ModelAnnouncement> all = announcements();
    List<ModelAnnouncement> found = all.stream().filter(a -> a.model().equals(model)).toList();
    if (found.isEmpty()) {
      TreeSet<String> known = new TreeSet<>();
      all.forEach(a -> known.add(a.model()));
      throw new CommandException(
          "no version of model '%s' is on topic '%s'%s"
              .formatted(model, topic, NearestName.hint(model, known)));
    }
    return found;
  }

  /** This version, or the last one that was released. */
  public ModelAnnouncement find(String model, Optional<Long> version) throws TopicException {
    List<ModelAnnouncement> all = announcements(model);
    if (version.isEmpty()) {
      return all.stream()
          .filter(a -> !a.preview())
          .reduce((earlier, later) -> later)
          .orElseThrow(
              () ->
                  new CommandException(
                      "model %s has only previews; name one of them, say %d"
                          .formatted(model, all.get(all.size() - 1).version())));
    }
    long wanted = version.get();
    ModelAnnouncement nearest =
        all.stream()
            .min(Comparator.comparingLong(a -> Math.abs(a.version() - wanted)))
            .orElseThrow();
    if (nearest.version() != wanted) {
      throw new CommandException(
          "model %s has no version %d; the nearest is %d"
              .formatted(model, wanted, nearest.version()));
    }
    return nearest;
  }

  /** The version's receipt. */
  public Manifest manifest(ModelAnnouncement announced) {
    try {
      return ArtifactReader.manifest(ModelStores.open(storeUri), announced.manifestSha256());
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandException(
          "the manifest of version %d can't be read: %s; check where the model store is"
              .formatted(announced.version(), e.getMessage()));
    }
  }
}
