package io.thalweg.learner.config;

import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.LabelValues;
import io.thalweg.ingestion.RegistrySpec;
import io.thalweg.ingestion.SourceSpec;
import io.thalweg.ingestion.flink.OnBadRecord;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.TrainingConfig;
import io.thalweg.model.Experts;
import io.thalweg.model.Head;
import io.thalweg.model.ModelSpec;
import io.thalweg.model.artifact.WarmStart;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.config.ConfigFingerprint;
import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.config.KafkaProperties;
import io.thalweg.model.config.ModelConfig;
import io.thalweg.model.feature.Feature;
import io.thalweg.model.signature.SigningKey;
import io.thalweg.model.store.Sha256;
import io.thalweg.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pipeline file. Paths in it are relative to it. Every mistake is a {@link
 * io.thalweg.model.config.ConfigException}, one line that says what to write instead.
 */
public final class PipelineFile {
  /** What to write for that which a clock would decide. */
  static final String CLOCK = "nothing, because deterministic is true";

  private final ConfigNode root;

  /** Where things are, when they are stored and what is probed make no difference to learning. */
  private static final Set<String> NOT_LEARNING =
      Set.of(
          "bad-records",
          "figures",
          "kafka",
          "on-bad-record",
          "probes",
          "registry",
          "release",
          "serving",
          "state",
          "topics");

  private final Path file;
  private final Path directory;

  /** The root a second time: reading all of it for a fingerprint leaves no key unknown. */
  private final ConfigNode again;

  private PipelineFile(ConfigNode root, ConfigNode again, Path file) {
    Path parent = file.getParent();
    this.root = root;
    this.again = again;
    this.file = file;
    this.directory = parent == null ? file : parent;
  }

  public static PipelineConfig read(Path file) {
    return new PipelineFile(ConfigFile.read(file), ConfigFile.read(file), file.toAbsolutePath())
        .pipeline();
  }

  private PipelineConfig pipeline() {
    String name = name();
    int learners = root.intIn("learners", 1, PipelineConfig.GROUPS, 1);
    boolean deterministic = root.bool("deterministic", false);
    ModelSpec model =
        ModelConfig.model(
            name,
            ModelConfig.features(root.required("features", "a list of features")),
            root.required("model", "a mapping with layers and head"));
    if (model.features().looksBack() && !root.section("source").has("key")) {
      String want = "the field that says whose past the features of type history look at";
      throw root.section("source").required("key", want).refuse(want);
    }
    ConfigNode training = root.section("training");
    ConfigNode topics = root.section("topics");
    Path state = path("state", Path.of(".thalweg", name));
    Map<String, String> kafka = kafka();
    RegistrySpec registry = RegistrySection.read(root, directory);
    SourceSpec source =
        source(root.required("source", "a mapping with topic, schema and id"), registry);
    LabelSpec labels =
        labels(
            root.required("label", "a mapping with field, or with topic"), model.head(), registry);
    requireUnread(labels, model);
    Optional<String> erasures =
        ErasureSection.topic(root, name, source, model.features().looksBack(), deterministic);
    PipelineConfig.Streaming streaming = streaming(root.section("streaming"));
    TrainingConfig trainingConfig =
        TrainingSection.read(training, model)
            .withFakeNegatives(ProvisionalSection.weighs(root, model))
            .withNegatives(NegativesSection.read(root, model));
    Duration flushAfter = TrainingSection.flushAfter(training, deterministic);
    ReplaySpec replay =
        ReplaySection.read(
            root.section("replay"),
            trainingConfig.rowLayout(model),
            trainingConfig.columnBytes(model),
            learners,
            deterministic);
    if (model.architecture() instanceof Experts) {
      ReplaySection.requireForExperts(root.section("replay"), replay);
    }
    PipelineConfig.Release release = release(root.section("release"), state);
    Optional<WarmStart> warmStart =
        WarmStartSection.read(root.section("model"), model, directory, release.storeUri());
    PipelineConfig config =
        new PipelineConfig(
            name,
            learners,
            deterministic,
            kafka,
            source,
            labels,
            root.oneOf("on-bad-record", OnBadRecord.class, OnBadRecord.DEAD_LETTER),
            streaming,
            model,
            trainingConfig,
            TrainingSection.engine(training, deterministic),
            flushAfter,
            replay,
            DriftSection.read(root.section("drift"), model, replay, deterministic),
            RoundsSection.read(
                root.section("rounds"),
                deterministic ? trainingConfig.batch() : 0,
                previewEvery(root.section("release"))),
            release,
            new PipelineConfig.Topics(
                topics.string(
                    "dead-letters", Topics.deadLetters(root.section("source").string("topic"))),
                topics.has("audit") ? Optional.of(topics.string("audit")) : Optional.empty(),
                erasures,
                HistoriesSection.topic(topics, model)),
            state,
            root.has("serving") ? Optional.of(serving()) : Optional.empty(),
            fingerprint(source, labels, warmStart),
            warmStart,
            ChallengersSection.read(root, model, trainingConfig),
            DistillationSection.predictions(root, model, trainingConfig),
            BadRecordsSection.read(root.section("bad-records")),
            BackfillSection.read(
                root, directory, source, labels, streaming.dedupWindow(), deterministic),
            ProbesSection.read(root.section("probes")),
            FiguresSpec.areWanted(root.section("figures")) ? Optional.of(file) : Optional.empty());
    HistoriesSection.requireOwnTopic(topics, config);
    HistoriesSection.requireSendable(topics, config);
    if (deterministic && root.section("streaming").has("idle-after")) {
      throw root.section("streaming").required("idle-after").refuse(CLOCK);
    }
    root.refuseUnknown();
    return config;
  }

  private String fingerprint(SourceSpec source, LabelSpec labels, Optional<WarmStart> warmStart) {
    String schemas = source.schemaJson();
    if (labels instanceof LabelSpec.FromTopic fromTopic) {
      schemas += fromTopic.schemaJson();
    }
    String weights = warmStart.map(WarmStart::sha256).orElse("");
    String text = ConfigFingerprint.of(again, NOT_LEARNING) + schemas + weights;
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }

  private String name() {
    String name = root.string("name");
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      throw root.required("name").refuse("1 to 64 letters, digits, '-', '_' or '.'");
    }
    return name;
  }

  private Map<String, String> kafka() {
    return KafkaProperties.read(root.required("kafka", "a mapping with bootstrap.servers"));
  }

  private SourceSpec source(ConfigNode node, @Nullable RegistrySpec registry) {
    String schema = node.string("schema");
    return new SourceSpec(
        node.string("topic"),
        schema,
        text(node, schema),
        node.string("id"),
        optional(node, "key"),
        optional(node, "time"),
        RegistrySection.wire(node, registry),
        ErasureSection.subject(root));
  }

  private LabelSpec labels(ConfigNode node, Head head, @Nullable RegistrySpec registry) {
    LabelValues values = LabelValues.of(head);
    if (!node.has("topic")) {
      return new LabelSpec.Inline(node.string("field"), values);
    }
    String schema = node.string("schema");
    return new LabelSpec.FromTopic(
        node.string("topic"),
        schema,
        text(node, schema),
        node.string("id"),
        node.string("field"),
        optional(node, "time"),
        node.duration("window"),
        values,
        RegistrySection.wire(node, registry),
        ProvisionalSection.after(node, node.duration("window")));
  }

  /** An input that is the label would be right always, and of no use where it isn't known yet. */
  private void requireUnread(LabelSpec labels, ModelSpec model) {
    if (labels instanceof LabelSpec.Inline inline) {
      Optional<Feature> reader = model.features().reading(inline.field());
      if (reader.isPresent()) {
        throw root.section("label")
            .required("field")
            .refuse("a field that no feature reads; '%s' does".formatted(reader.get().name()));
      }
    }
  }

  private static PipelineConfig.Streaming streaming(ConfigNode node) {
    return new PipelineConfig.Streaming(
        node.duration("dedup-window", Duration.ZERO),
        node.duration("out-of-orderness", Duration.ofSeconds(1)),
        node.duration("idle-after", Duration.ofSeconds(5)));
  }

  private static Duration previewEvery(ConfigNode release) {
    Duration previewEvery = release.duration("preview-every", Duration.ZERO);
    if (previewEvery.compareTo(releaseEvery(release)) >= 0) {
      throw release
          .required("preview-every")
          .refuse("a duration below that of release.every, or leave it out");
    }
    return previewEvery;
  }

  private static Duration releaseEvery(ConfigNode release) {
    return release.duration("every", Duration.ofSeconds(2));
  }

  private PipelineConfig.Release release(ConfigNode node, Path state) {
    String store = node.string("store", state.resolve("models").toString());
    boolean local = !store.contains("://");
    return new PipelineConfig.Release(
        releaseEvery(node),
        node.string("topic", Topics.MODELS),
        local ? directory.resolve(store).toUri().toString() : store,
        signingKey(node));
  }

  private Optional<Path> signingKey(ConfigNode node) {
    if (!node.has("signing-key")) {
      return Optional.empty();
    }
    Path file = directory.resolve(node.string("signing-key")).toAbsolutePath().normalize();
    try {
      SigningKey.read(file);
      return Optional.of(file);
    } catch (IOException e) {
      throw node.required("signing-key")
          .refuse("the path of an Ed25519 key in PEM, PKCS #8: " + e.getMessage());
    }
  }

  private PipelineConfig.Serving serving() {
    ConfigNode node = root.section("serving");
    String host = node.string("host", "127.0.0.1");
    int port = node.intIn("port", 0, 65_535, 8080);
    return new PipelineConfig.Serving(
        host,
        port,
        node.bool("previews", false),
        HistoriesSection.maxBytes(node, root.section("topics")),
        AdminSection.read(node, host, port, directory));
  }

  private static @Nullable String optional(ConfigNode node, String key) {
    return node.has(key) ? node.string(key) : null;
  }

  private Path path(String key, Path otherwise) {
    return root.has(key)
        ? directory.resolve(root.string(key)).normalize()
        : otherwise.toAbsolutePath();
  }

  private String text(ConfigNode node, String schema) {
    Path file = directory.resolve(schema);
    try {
      String text = Files.readString(file);
      requirePinned(node, schema, Sha256.hex(text.getBytes(StandardCharsets.UTF_8)));
      return text;
    } catch (IOException e) {
      throw node.required("schema")
          .refuse("the path of an Avro schema; there is none at " + file.normalize());
    }
  }

  /** A file that has changed since would give fields another meaning, or other defaults. */
  private static void requirePinned(ConfigNode node, String schema, String sha256) {
    if (node.has("schema-sha256") && !node.string("schema-sha256").equals(sha256)) {
      throw node.required("schema-sha256")
          .refuse("%s, which %s has, or put back what it was".formatted(sha256, schema));
    }
  }
}
