package io.thalweg.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigException;
import io.thalweg.model.config.ConfigFile;
import io.thalweg.model.signature.TrustedKeys;
import io.thalweg.serving.access.SecurityConfig;
import io.thalweg.serving.batch.BatchSettings;
import io.thalweg.serving.console.ConsoleConfig;
import io.thalweg.serving.explain.ExplainConfig;
import io.thalweg.serving.feedback.FeedbackConfig;
import io.thalweg.serving.history.HistoriesConfig;
import io.thalweg.serving.http.HttpSettings;
import io.thalweg.serving.metrics.MetricsConfig;
import io.thalweg.serving.rollout.Guard;
import io.thalweg.serving.rollout.ModelRollout;
import io.thalweg.serving.rollout.RolloutConfig;
import io.thalweg.serving.version.Gate;
import io.thalweg.serving.version.VersionsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ServingConfigTest {
  private static final String LEAST =
      """
      kafka: {bootstrap.servers: "localhost:9092"}
      store: /var/models
      """;

  private static ServingConfig read(String yaml) {
    return ServingConfig.read(ConfigFile.parse("serving.yaml", yaml));
  }

  @Test
  void defaults() {
    assertThat(read(LEAST))
        .isEqualTo(
            new ServingConfig(
                new HttpSettings("127.0.0.1", 8080),
                Map.of("bootstrap.servers", "localhost:9092"),
                "models",
                "/var/models",
                List.of(),
                false));
  }

  @Test
  void everyKeyIsMapped() {
    assertThat(
            read(
                """
                http: {host: 0.0.0.0, port: 0, threads: 3}
                admin: {host: 127.0.0.2, port: 9000}
                explain: {background-rows: 64, budget: 500}
                batching: {max-rows: 32, workers: 5, deadline: 250ms}
                kafka:
                  bootstrap.servers: broker:9093
                  security.protocol: SSL
                models-topic: releases
                store: file:///var/models
                models: [clicks, fraud]
                previews: true
                versions: {keep: 5, gate: {metric: accuracy, at-least: 0.7, fall-at-most: 0.1}}
                rollout: {fraud: {split: {champion: 3, other: 1}}}
                feedback: {sample: 0.5}
                access: {tokens: tokens.yaml}
                limits: {connections: 7}
                tls: {certificate: a.crt, key: a.key}
                metrics: {main-port: true}
                histories:
                  clicks: {topic: clicks.h, key: user, time: at, time-unit: micros, max-bytes: 2MiB}
                console: {enabled: false, figures-topic: told}
                """))
        .isEqualTo(
            new ServingConfig(
                new HttpSettings("0.0.0.0", 0, 3),
                new HttpSettings("127.0.0.2", 9000, 1),
                new BatchSettings(32, 5, Duration.ofMillis(250)),
                new ExplainConfig(64, Duration.ofMinutes(1), 500, 131_072, 1, 16),
                Map.of("bootstrap.servers", "broker:9093", "security.protocol", "SSL"),
                "releases",
                "file:///var/models",
                List.of("clicks", "fraud"),
                true,
                new VersionsConfig(
                    5,
                    TrustedKeys.NONE,
                    Optional.of(new Gate("accuracy", 0.7, 0.1)),
                    Optional.empty(),
                    Optional.empty()),
                new RolloutConfig(
                    Map.of(
                        "fraud",
                        new ModelRollout(null, Map.of("champion", 3.0, "other", 1.0), null, null))),
                new FeedbackConfig(
                    null, 0.5, 0, 10_000, Map.of(), 100_000, Duration.ofHours(1), 64),
                SecurityConfig.read(
                    ConfigFile.parse(
                        "serving.yaml",
                        """
                        access: {tokens: tokens.yaml}
                        limits: {connections: 7}
                        tls: {certificate: a.crt, key: a.key}
                        """)),
                new MetricsConfig(true),
                new HistoriesConfig(
                    Map.of(
                        "clicks",
                        new HistoriesConfig.Followed(
                            "clicks.h", "user", "at", HistoriesConfig.TimeUnit.MICROS, 2 << 20))),
                new ConsoleConfig(false, "told")));
    assertThat(read(LEAST + "models: all").models()).isEmpty();
  }

  @Test
  void looksIntoTheStoreInsteadOfFollowingKafka() {
    ServingConfig config = read("store: /var/models\npoll: 1s\n");
    assertThat(config.versions().poll()).contains(Duration.ofSeconds(1));
    assertThat(config.kafka()).isEmpty();
    assertThat(read(LEAST).versions().poll()).isEmpty();
    assertThat(
            read("store: /m\npoll: 1s\nversions: {alias-file: a.txt}")
                .in(Path.of("/etc"))
                .versions()
                .aliasFile())
        .contains(Path.of("/etc/a.txt"));
    assertThatThrownBy(() -> read(LEAST + "versions: {alias-file: a.txt}"))
        .hasMessage(
            "serving.yaml:3: versions.alias-file is 'a.txt'; leave it out, because without poll"
                + " aliases are kept on Kafka");
    assertThatThrownBy(() -> read(LEAST + "poll: 1s"))
        .hasMessage(
            "serving.yaml:3: poll is '1s'; leave it out, because there is 'kafka', which needs"
                + " Kafka to be followed");
  }

  @Test
  void warnsOfEveryPortThatIsOpenToOthers() {
    String open = "no tokens are asked for, and %s can be reached from other machines: name a file";
    assertThat(read(LEAST + "http: {host: 0.0.0.0}\nadmin: {host: 0.0.0.0}").warnings())
        .satisfiesExactly(
            w -> assertThat(w).startsWith(open.formatted("http.host 0.0.0.0")),
            w -> assertThat(w).startsWith(open.formatted("admin.host 0.0.0.0")));
    assertThat(read(LEAST + "admin: {host: 0.0.0.0}").warnings()).hasSize(1);
    assertThat(read(LEAST + "admin: {}").warnings()).isEmpty();
    assertThat(read(LEAST + "admin: {host: 0.0.0.0}\naccess: {tokens: t.yaml}").warnings())
        .isEmpty();
  }

  @Test
  void theAdminPortHasTokensOfItsOwnOrThoseOfTheOther() {
    assertThat(read(LEAST + "access: {tokens: a.yaml}\nadmin: {}").security().admin().tokens())
        .isEqualTo(Path.of("a.yaml"));
    ServingConfig own =
        read(LEAST + "access: {tokens: a.yaml}\nadmin: {tokens: b.yaml}").in(Path.of("/etc"));
    assertThat(own.security().admin().tokens()).isEqualTo(Path.of("/etc/b.yaml"));
    assertThat(own.security().access().tokens()).isEqualTo(Path.of("/etc/a.yaml"));
    assertThat(
            read(LEAST + "http: {host: 0.0.0.0}\nadmin: {host: 0.0.0.0, tokens: b.yaml}")
                .warnings())
        .satisfiesExactly(w -> assertThat(w).contains("http.host 0.0.0.0"));
  }

  @Test
  void figuresAreOnTheTopicBesideThatOfModelsUnlessAnotherIsNamed() throws IOException {
    assertThat(read(LEAST).console().figuresTopic("releases")).isEqualTo("releases.figures");
    assertThat(read(LEAST + "console: {figures-topic: f}").console().figuresTopic("releases"))
        .isEqualTo("f");
    assertThatThrownBy(() -> read("store: /m\npoll: 1s\nconsole: {figures-topic: f}"))
        .hasMessage(
            "serving.yaml:3: console.figures-topic is 'f'; leave it out, because there is 'poll',"
                + " and figures need Kafka to be followed");
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    assertThat(document)
        .contains(
            "| `console.enabled` | true |",
            "| `console.figures-topic` | `MODELS-TOPIC.figures` |",
            "| `admin.tokens` | those of `access` |");
  }

  @Test
  void bothPortsCannotBeTheSame() {
    assertThatThrownBy(() -> read(LEAST + "http: {port: 9000}\nadmin: {port: 9000}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "serving.yaml:4: admin.port is '9000'; write another port than http's, such as 8081");
    assertThatThrownBy(() -> read(LEAST + "http: {port: 8081}\nadmin: {}"))
        .hasMessage(
            "serving.yaml:4: admin has no key 'port'; write one, because the default 8081 is the"
                + " port of http already, such as port: 8082");
    ServingConfig any = read(LEAST + "http: {port: 0}\nadmin: {port: 0}");
    assertThat(Objects.requireNonNull(any.admin()).port()).isZero();
  }

  @Test
  void everyKeyOfVersionsIsInTheDocument() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (String key : List.of("keep", "trusted-keys", "gate", "alias-file")) {
      assertThat(document.contains("| `versions." + key + "`")).as(key).isTrue();
    }
  }

  private static Set<Guard> guards(String yaml) {
    return Objects.requireNonNull(read(yaml).rollout().models().get("clicks").canary())
        .guards()
        .keySet();
  }

  @Test
  void aCanaryIsGuardedByItsLossWhereLabelsCome() {
    String canary = "rollout: {clicks: {canary: {}}}\n";
    assertThat(guards("store: /m\npoll: 1s\n" + canary))
        .containsExactlyInAnyOrder(Guard.ERRORS, Guard.LATENCY);
    assertThat(guards(LEAST + canary)).doesNotContain(Guard.LOSS);
    assertThat(guards(LEAST + canary + "feedback: {learned: {fraud: t}}"))
        .doesNotContain(Guard.LOSS);
    assertThat(guards(LEAST + canary + "feedback: {sample: 0, learned: {clicks: t}}"))
        .doesNotContain(Guard.LOSS);
    assertThat(guards(LEAST + canary + "feedback: {learned: {clicks: t}}"))
        .containsExactlyInAnyOrder(Guard.values());
  }

  @Test
  void aGuardOfTheLossThatNoLabelWouldReachIsRefused() {
    assertThatThrownBy(() -> read(LEAST + "rollout: {clicks: {canary: {guards: {loss: 0.1}}}}"))
        .hasMessage(
            "serving.yaml:3: rollout.clicks.canary.guards.loss is '0.1'; write no loss, since no"
                + " labels come of 'clicks', or its topic of them as feedback.learned.clicks and a"
                + " feedback.sample above 0");
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> read(LEAST + "htp: {port: 1}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("serving.yaml:3: unknown key 'htp' in the file; did you mean 'http'?");
    assertThatThrownBy(() -> read(LEAST + "models: some"))
        .hasMessage(
            "serving.yaml:3: models is 'some'; write all, or a list of names such as"
                + " [clicks, fraud]");
    assertThatThrownBy(() -> read("stroe: /var/models\npoll: 1s"))
        .hasMessage("serving.yaml:1: the file has no key 'store', but one 'stroe'; rename that");
    assertThatThrownBy(() -> read("store: /var/models"))
        .hasMessage(
            "serving.yaml:1: the file has no key 'kafka'; write a mapping with bootstrap.servers,"
                + " or how often to look into the store as poll");
  }
}
