package io.thalweg.cli;

import static io.thalweg.cli.UserErrorsTest.assertMistake;
import static io.thalweg.cli.UserErrorsTest.assertOneLine;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.SecureKafka;
import io.thalweg.cli.embedded.SecureKafka.Rule;
import io.thalweg.cli.embedded.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a broker with TLS, SCRAM and rules refuses is said at once, in one line. */
@Timeout(120)
final class SecureKafkaIT {
  private static final String PASSWORD = "open-sesame-4711";
  private static final String USER = "shopper";

  @TempDir private static Path directory;
  private static Path trusted;
  private static Path others;
  private static SecureKafka kafka;

  @BeforeAll
  static void open() throws Exception {
    TestAuthority authority = TestAuthority.make(directory, "authority");
    trusted = authority.certificate();
    others = TestAuthority.make(directory, "others").certificate();
    String here = "san=ip:127.0.0.1";
    kafka =
        SecureKafka.start(
            directory.resolve("kafka"),
            Map.of(
                "good",
                authority.sign("good", "-ext", here),
                "expired",
                authority.sign("expired", "-ext", here, "-startdate", "-9d", "-validity", "3"),
                "elsewhere",
                authority.sign("elsewhere", "-ext", "san=dns:kafka.example.com")));
    kafka.addUser(USER, PASSWORD);
    kafka.allow(USER, rules());
    for (Missing missing : missing()) {
      kafka.addUser(missing.user(), PASSWORD);
      List<Rule> all = new ArrayList<>(rules());
      assertThat(all.removeIf(missing.rule()::equals)).as(missing.user()).isTrue();
      kafka.allow(missing.user(), all);
    }
    Shop shop = shop("good", trusted, USER, PASSWORD);
    Outcome pushed = shop.push(shop.purchases(200, 1), "purchases");
    assertThat(pushed.exitCode()).as(pushed.err()).isZero();
    Outcome ran = Outcome.of("run", shop.pipeline("first", "purchases", MORE), "--until-end");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("200 events in: 200 learned");
  }

  @AfterAll
  static void close() {
    kafka.close();
  }

  private static final String MORE = "topics: {audit: learned}";
  private static final String LOG = "first-models";
  private static final String LETTERS = "purchases.dead-letters";

  /** All that a run, a server and the commands do. */
  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    for (AclOperation operation : List.of(READ, WRITE)) {
      for (String topic : List.of("purchases", LETTERS, LOG, LOG + ".aliases", "learned")) {
        rules.add(Rule.topic(topic, operation));
      }
    }
    for (String topic : List.of("purchases", LETTERS, LOG, LOG + ".aliases", "learned")) {
      rules.add(Rule.topic(topic, AclOperation.CREATE));
    }
    rules.add(new Rule(ResourceType.GROUP, "shop", PatternType.LITERAL, READ));
    rules.add(transactions("thalweg-releases-shop", PatternType.LITERAL));
    rules.add(transactions("shop-dead-letters", PatternType.PREFIXED));
    rules.add(transactions("shop-audit", PatternType.PREFIXED));
    return rules;
  }

  private static Rule transactions(String id, PatternType pattern) {
    return new Rule(ResourceType.TRANSACTIONAL_ID, id, pattern, WRITE);
  }

  private static Shop shop(String listener, Path trust, String user, String password) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("security.protocol", "SASL_SSL");
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.location", trust.toString());
    properties.put("sasl.mechanism", SecureKafka.MECHANISM);
    properties.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password));
    return Shop.on(directory, kafka.at(listener), properties);
  }

  /** What a user of a broker that lets nobody in runs. */
  private enum Command {
    RUN {
      @Override
      Outcome of(Shop shop) throws IOException {
        return Outcome.of("run", shop.pipeline("first", "purchases", MORE));
      }
    },
    PUSH {
      @Override
      Outcome of(Shop shop) throws IOException {
        return shop.push(shop.purchases(1, 2), "purchases");
      }
    },
    SHOW_LETTERS {
      @Override
      Outcome of(Shop shop) {
        return with(shop, "dlq", "show", LETTERS);
      }
    },
    LIST_MODELS {
      @Override
      Outcome of(Shop shop) {
        return with(shop, "models", "list", "--topic", LOG, "--store", directory);
      }
    },
    SERVE {
      @Override
      Outcome of(Shop shop) throws IOException {
        return Outcome.of("serve", serving(shop));
      }
    };

    abstract Outcome of(Shop shop) throws IOException;
  }

  private static Outcome with(Shop shop, Object... command) {
    List<Object> all = new ArrayList<>(List.of(command));
    all.addAll(shop.options());
    return Outcome.of(all.toArray());
  }

  private static Path serving(Shop shop) throws IOException {
    return Files.writeString(
        directory.resolve("serving.yaml"),
        """
        http: {port: 0}
        kafka: {%s}
        models-topic: %s
        store: %s
        models: [shop]
        """
            .formatted(shop.kafka(), LOG, directory.resolve("first-state/models").toUri()));
  }

  private static void assertRefused(Command command, Shop shop, String start, String end)
      throws IOException {
    long started = System.nanoTime();
    Outcome outcome = command.of(shop);
    assertThat(outcome.err()).startsWith("thalweg: " + start).endsWith(end + "\n");
    assertOneLine(outcome);
    assertThat(outcome.err()).doesNotContain(PASSWORD);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(45));
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateThatNobodyTrustsIsNamedWithTheFileOfThoseWhoAreTrusted(Command command)
      throws IOException {
    assertRefused(
        command,
        shop("good", others, USER, PASSWORD),
        "the certificate of Kafka at %s isn't signed by whom ssl.truststore.location=%s trusts: "
            .formatted(kafka.at("good"), others),
        "; write the file of the authority that has signed it");
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateOfAnotherHostIsSaidToBeIt(Command command) throws IOException {
    assertRefused(
        command,
        shop("elsewhere", trusted, USER, PASSWORD),
        "the certificate of Kafka at %s is another host's: No subject alternative names "
            .formatted(kafka.at("elsewhere")),
        "; write a name of the certificate into bootstrap.servers, and let the broker advertise it");
  }

  @ParameterizedTest
  @EnumSource
  void aCertificateThatHasExpiredSaysWhen(Command command) throws IOException {
    assertRefused(
        command,
        shop("expired", trusted, USER, PASSWORD),
        "the certificate of Kafka at %s has expired: NotAfter: ".formatted(kafka.at("expired")),
        "; renew it there");
  }

  @ParameterizedTest
  @EnumSource
  void aWrongPasswordIsRefusedWithoutBeingShown(Command command) throws IOException {
    Shop shop = shop("good", trusted, USER, "guessed-0815");
    assertRefused(
        command,
        shop,
        "Kafka at %s refuses user 'shopper': ".formatted(kafka.at("good")),
        "; mend user name and password in sasl.jaas.config, or sasl.mechanism");
    assertThat(command.of(shop).err()).doesNotContain("guessed-0815");
  }

  /**
   * A rule that isn't there, and which command comes upon it.
   *
   * @param user has all the others
   * @param what begins the line
   */
  private record Missing(String user, Command command, Rule rule, String what) {
    @Override
    public String toString() {
      return user;
    }
  }

  private static List<Missing> missing() {
    Rule group = new Rule(ResourceType.GROUP, "shop", PatternType.LITERAL, READ);
    Rule releases = transactions("thalweg-releases-shop", PatternType.LITERAL);
    Rule deadLetters = transactions("shop-dead-letters", PatternType.PREFIXED);
    Rule audit = transactions("shop-audit", PatternType.PREFIXED);
    return List.of(
        topic(Command.RUN, "purchases", READ),
        new Missing("without-group", Command.RUN, group, "group 'shop'"),
        topic(Command.RUN, LETTERS, WRITE),
        new Missing(
            "without-dead-letters",
            Command.RUN,
            deadLetters,
            "transactional ids from 'shop-dead-letters'"),
        topic(Command.RUN, "learned", WRITE),
        new Missing("without-audit", Command.RUN, audit, "transactional ids from 'shop-audit'"),
        topic(Command.RUN, LOG, WRITE),
        new Missing(
            "without-releases", Command.RUN, releases, "transactional id 'thalweg-releases-shop'"),
        topic(Command.PUSH, "purchases", WRITE),
        topic(Command.SHOW_LETTERS, LETTERS, READ),
        topic(Command.LIST_MODELS, LOG, READ),
        topic(Command.SERVE, LOG, READ));
  }

  private static Missing topic(Command command, String topic, AclOperation operation) {
    return new Missing(
        "%s-without-%s-of-%s".formatted(command, operation, topic),
        command,
        Rule.topic(topic, operation),
        "topic '%s'".formatted(topic));
  }

  @ParameterizedTest
  @MethodSource("missing")
  void aRuleThatIsMissingIsNamedWithTheCommandThatAddsIt(Missing missing) throws IOException {
    String operation = missing.rule().operation() == READ ? "Read" : "Write";
    assertRefused(
        missing.command(),
        shop("good", trusted, missing.user(), PASSWORD),
        "%s on %s: user '%s' may not %s it; allow it: kafka-acls.sh --add --allow-principal User:%s --operation %s "
            .formatted(
                missing.what(),
                kafka.at("good"),
                missing.user(),
                missing.rule().operation(),
                missing.user(),
                operation),
        " " + missing.rule().name());
  }

  @Test
  void aProtocolThatTheListenerDoesNotSpeakIsSaid() throws IOException {
    String silent =
        "Kafka at %s did not answer within 15 s, though something listens there; does it speak %s,"
            + " as security.protocol says?";
    Shop plain = Shop.on(directory, kafka.at("good"), Map.of());
    assertMistake(Command.PUSH.of(plain), silent.formatted(kafka.at("good"), "PLAINTEXT"));
    String clear = kafka.inTheClear();
    Shop secure = Shop.on(directory, clear, shop("good", trusted, USER, PASSWORD).properties());
    assertMistake(Command.PUSH.of(secure), silent.formatted(clear, "SASL_SSL"));
  }

  @Test
  void aRuleThatIsTakenAwayWhileAJobRunsEndsItInsteadOfStartingItAgainAndAgain() throws Exception {
    kafka.addUser("leaver", PASSWORD);
    kafka.allow("leaver", rules());
    Shop shop = shop("good", trusted, "leaver", PASSWORD);
    Path file = shop.pipeline("first", "purchases", MORE);
    long versions = kafka.records(LOG);
    Path home = directory.resolve("home");
    try (CommandProcess run = CommandProcess.start(home, "run", file)) {
      shop.push(shop.purchases(50, 3), "purchases");
      await().atMost(Duration.ofSeconds(60)).until(() -> kafka.records(LOG) > versions);
      kafka.forbid("leaver", Rule.topic("purchases", READ));
      Outcome ended = run.awaitEnd(Duration.ofSeconds(60));
      assertThat(ended.err())
          .startsWith(
              "thalweg: topic 'purchases' on %s: user 'leaver' may not READ it; allow it: "
                  .formatted(kafka.at("good")))
          .endsWith("; the job has been ended, its last checkpoint is kept\n");
      assertOneLine(ended);
      assertThat(Files.readString(home.resolve("logs/thalweg.log")))
          .contains("TopicAuthorizationException")
          .doesNotContain(PASSWORD);
    }
  }

  @Test
  void aVariableThatIsNotSetIsNamedWithItsLine() throws IOException {
    Shop shop = shop("good", trusted, USER, "${env:THALWEG_NO_SUCH_VARIABLE}");
    Outcome outcome = Command.RUN.of(shop);
    assertThat(outcome.err())
        .startsWith("thalweg: first.yaml:2: kafka.sasl.jaas.config is ${env:THALWEG_NO_SUCH_")
        .endsWith("; write the name of a variable that is exported, or export it\n");
    assertOneLine(outcome);
  }
}
