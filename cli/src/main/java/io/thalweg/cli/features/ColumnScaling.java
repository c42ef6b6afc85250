package io.thalweg.cli.features;

import io.thalweg.cli.terminal.CommandException;
import io.thalweg.ingestion.NearestName;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.model.artifact.Artifact;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.feature.VocabularyFeature;
import io.thalweg.model.store.ModelStores;
import io.thalweg.model.store.ReleaseEntries;
import io.thalweg.schemas.ContractException;
import io.thalweg.schemas.ModelAnnouncement;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How a released version standardizes its input's columns, or finds buckets. Immutable. */
public final class ColumnScaling {
  private final long version;
  private final float[] mean;
  private final float[] scale;
  private final float[] low;
  private final float[] high;

  /** By feature, what is kept of the values in its vocabulary, by place. */
  private final Map<String, float[]> vocabularies;

  ColumnScaling(long version, float[] mean, float[] scale) {
    this(version, mean, scale, new float[0], new float[0], Map.of());
  }

  ColumnScaling(
      long version,
      float[] mean,
      float[] scale,
      float[] low,
      float[] high,
      Map<String, float[]> vocabularies) {
    this.vocabularies = Map.copyOf(vocabularies);
    this.version = version;
    this.mean = mean.clone();
    this.scale = scale.clone();
    this.low = low.clone();
    this.high = high.clone();
  }

  /** Of a version of the pipeline's model, from a store; no Kafka is asked. */
  public static ColumnScaling read(PipelineConfig pipeline, String storeUri, long version) {
    try {
      ReleaseEntries entries = ModelStores.entries(storeUri);
      List<Long> versions = entries.versions(pipeline.name());
      if (!versions.contains(version)) {
        throw new CommandException(missing(pipeline, entries, storeUri, version, versions));
      }
      ModelAnnouncement announced =
          ModelAnnouncement.fromBytes(entries.get(pipeline.name(), version));
      Artifact artifact =
          ArtifactReader.read(ModelStores.open(storeUri), announced.manifestSha256());
      if (!artifact.manifest().spec().features().equals(pipeline.model().features())) {
        throw new CommandException(
            "version %d of %s has other features than the pipeline file; show it with the file it was made by"
                .formatted(version, pipeline.name()));
      }
      return new ColumnScaling(
          version,
          artifact.mean(),
          artifact.scale(),
          artifact.low(),
          artifact.high(),
          vocabularies(artifact));
    } catch (IOException | IllegalArgumentException | ContractException e) {
      throw new CommandException(
          "version %d of %s can't be read from %s: %s; say where the store is with --store"
              .formatted(version, pipeline.name(), storeUri, e.getMessage()));
    }
  }

  private static String missing(
      PipelineConfig pipeline,
      ReleaseEntries entries,
      String storeUri,
      long version,
      List<Long> versions)
      throws IOException {
    List<String> models = entries.models();
    if (versions.isEmpty()) {
      return "no version of model '%s' is in %s%s"
          .formatted(
              pipeline.name(),
              storeUri,
              models.isEmpty()
                  ? "; say where the store is with --store"
                  : NearestName.hint(pipeline.name(), models));
    }
    return "model %s has no version %d in %s; the last is %d"
        .formatted(pipeline.name(), version, storeUri, versions.get(versions.size() - 1));
  }

  long version() {
    return version;
  }

  /** As the exported graph has it: a missing value becomes 0. */
  float apply(int column, float value) {
    float x = (value - mean[column]) * scale[column];
    boolean inside = low.length > 0 && value >= low[column] && value < high[column];
    return (Float.isNaN(x) ? 0f : x) + (inside ? 1f : 0f);
  }

  private static Map<String, float[]> vocabularies(Artifact artifact) throws IOException {
    Map<String, float[]> keys = new HashMap<>();
    for (Feature f : artifact.manifest().spec().features().features()) {
      if (f instanceof VocabularyFeature v) {
        keys.put(v.name(), artifact.vocabulary(v));
      }
    }
    return keys;
  }

  /** The place of a value in a feature's vocabulary, -1 where it has none. */
  int place(VocabularyFeature feature, float key) {
    float[] keys = vocabularies.getOrDefault(feature.name(), new float[0]);
    for (int place = 0; place < keys.length; place++) {
      if (keys[place] == key) {
        return place;
      }
    }
    return -1;
  }

  /** How many places of a feature's vocabulary are taken. */
  long taken(VocabularyFeature feature) {
    float[] keys = vocabularies.getOrDefault(feature.name(), new float[0]);
    return IntStream.range(0, keys.length).filter(place -> keys[place] != 0).count();
  }

  /** The bounds between a number's buckets, whose first column it is. */
  String bounds(int column, int buckets) {
    if (Float.isNaN(high[column])) {
      return "none yet";
    }
    return IntStream.range(0, buckets - 1)
        .mapToObj(i -> Float.toString(high[column + i]))
        .collect(Collectors.joining(", "));
  }
}
