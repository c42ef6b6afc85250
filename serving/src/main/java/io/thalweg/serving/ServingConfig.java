package io.thalweg.serving;

import io.thalweg.model.config.ConfigNode;
import io.thalweg.model.config.KafkaProperties;
import io.thalweg.schemas.Topics;
import io.thalweg.serving.access.AccessConfig;
import io.thalweg.serving.access.SecurityConfig;
import io.thalweg.serving.batch.BatchSettings;
import io.thalweg.serving.console.ConsoleConfig;
import io.thalweg.serving.explain.ExplainConfig;
import io.thalweg.serving.feedback.FeedbackConfig;
import io.thalweg.serving.history.HistoriesConfig;
import io.thalweg.serving.http.HttpSettings;
import io.thalweg.serving.metrics.MetricsConfig;
import io.thalweg.serving.rollout.RolloutConfig;
import io.thalweg.serving.version.VersionsConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server is told. Immutable.
 *
 * @param http where to listen
 * @param admin where to listen for those who run the server; null: nowhere
 * @param batching how requests are computed
 * @param explain what explanations may cost
 * @param kafka properties of Kafka's consumer, {@code bootstrap.servers} among them; none: the
 *     store is looked into
 * @param modelsTopic the commit log of releases
 * @param storeUri the model store
 * @param models to serve; empty: whatever is announced
 * @param previews whether versions are served that may yet be undone
 * @param versions which versions stay loaded
 * @param rollout how requests without a version find one
 * @param feedback what becomes of answers; null: nothing
 * @param security who may ask how much, and what the server shows
 * @param metrics where figures are asked for
 * @param histories which models' histories are looked up
 * @param console what the admin port shows
 */
public record ServingConfig(
    HttpSettings http,
    @Nullable HttpSettings admin,
    BatchSettings batching,
    ExplainConfig explain,
    Map<String, String> kafka,
    String modelsTopic,
    String storeUri,
    List<String> models,
    boolean previews,
    VersionsConfig versions,
    RolloutConfig rollout,
    @Nullable FeedbackConfig feedback,
    SecurityConfig security,
    MetricsConfig metrics,
    HistoriesConfig histories,
    ConsoleConfig console) {
  private static final String ALL = "all";

  public ServingConfig {
    kafka = Map.copyOf(kafka);
    models = List.copyOf(models);
  }

  /** With the defaults of all that isn't named. */
  public ServingConfig(
      HttpSettings http,
      Map<String, String> kafka,
      String modelsTopic,
      String storeUri,
      List<String> models,
      boolean previews) {
    this(
        http,
        null,
        BatchSettings.defaults(),
        ExplainConfig.defaults(),
        kafka,
        modelsTopic,
        storeUri,
        models,
        previews,
        VersionsConfig.DEFAULTS,
        RolloutConfig.NONE,
        null,
        SecurityConfig.byDefault(),
        new MetricsConfig(false),
        HistoriesConfig.NONE,
        ConsoleConfig.DEFAULTS);
  }

  /**
   * Where to listen for those who run the server.
   *
   * @param port null: nowhere
   * @param access who they are
   */
  public ServingConfig with(@Nullable HttpSettings port, AccessConfig access) {
    return new ServingConfig(
        http,
        port,
        batching,
        explain,
        kafka,
        modelsTopic,
        storeUri,
        models,
        previews,
        versions,
        rollout,
        feedback,
        new SecurityConfig(security.access(), access, security.limits(), security.tls()),
        metrics,
        histories,
        console);
  }

  /** Which models' histories are looked up. */
  public ServingConfig with(HistoriesConfig followed) {
    return new ServingConfig(
        http,
        admin,
        batching,
        explain,
        kafka,
        modelsTopic,
        storeUri,
        models,
        previews,
        versions,
        rollout,
        feedback,
        security,
        metrics,
        followed,
        console);
  }

  /**
   * Reads the root of a serving file, every key of it.
   *
   * @throws io.thalweg.model.config.ConfigException for the user's mistakes
   */
  public static ServingConfig read(ConfigNode root) {
    Optional<Duration> poll =
        root.has("poll") ? Optional.of(root.duration("poll")) : Optional.empty();
    FeedbackConfig feedback =
        root.has("feedback") ? FeedbackConfig.read(root.section("feedback")) : null;
    HttpSettings http = HttpSettings.read(root.section("http"));
    ServingConfig config =
        new ServingConfig(
            http,
            root.has("admin") ? HttpSettings.readAdmin(root.section("admin"), http.port()) : null,
            BatchSettings.read(root.section("batching")),
            ExplainConfig.read(root.section("explain")),
            poll.isPresent() ? withoutKafka(root) : kafkaProperties(root),
            root.string("models-topic", Topics.MODELS),
            root.string("store"),
            models(root),
            root.bool("previews", false),
            VersionsConfig.read(root.section("versions"), poll),
            RolloutConfig.read(
                root.section("rollout"),
                models(root),
                feedback == null ? Set.of() : feedback.judged()),
            feedback,
            SecurityConfig.read(root),
            MetricsConfig.read(root.section("metrics")),
            HistoriesConfig.read(root.section("histories"), models(root)),
            ConsoleConfig.read(root.section("console"), poll.isPresent()));
    root.refuseUnknown();
    return config;
  }

  /** What to say to somebody who starts a server like this, before it listens. */
  public List<String> warnings() {
    List<String> out = new ArrayList<>();
    warn(security.access(), "http.host", http, out);
    if (admin != null) {
      warn(security.admin(), "admin.host", admin, out);
    }
    return out;
  }

  private static void warn(AccessConfig access, String key, HttpSettings port, List<String> out) {
    try {
      String warning = access.warning(key, InetAddress.getByName(port.host()));
      if (warning != null) {
        out.add(warning);
      }
    } catch (UnknownHostException e) {
      // Who can't be found can't listen either, which says why.
    }
  }

  /** With the paths of tokens, certificates and aliases relative to a directory. */
  public ServingConfig in(Path directory) {
    return new ServingConfig(
        http,
        admin,
        batching,
        explain,
        kafka,
        modelsTopic,
        storeUri,
        models,
        previews,
        versions.in(directory),
        rollout,
        feedback,
        security.in(directory),
        metrics,
        histories,
        console);
  }

  /** The store is looked into instead, and nothing else can be asked for that needs Kafka. */
  private static Map<String, String> withoutKafka(ConfigNode root) {
    for (String key : List.of("kafka", "models-topic", "feedback", "histories")) {
      if (root.has(key)) {
        throw root.required("poll")
            .refuse(
                "nothing, because there is '%s', which needs Kafka to be followed".formatted(key));
      }
    }
    return Map.of();
  }

  private static Map<String, String> kafkaProperties(ConfigNode root) {
    return KafkaProperties.read(
        root.required(
            "kafka",
            "a mapping with bootstrap.servers, or how often to look into the store as poll"));
  }

  private static List<String> models(ConfigNode root) {
    if (!root.has("models")) {
      return List.of();
    }
    ConfigNode models = root.required("models");
    if (models.isScalar() && models.string().equals(ALL)) {
      return List.of();
    }
    if (models.isScalar() || models.isMapping() || models.elements().isEmpty()) {
      throw models.refuse("all, or a list of names such as [clicks, fraud]");
    }
    return models.elements().stream().map(ConfigNode::string).toList();
  }
}
