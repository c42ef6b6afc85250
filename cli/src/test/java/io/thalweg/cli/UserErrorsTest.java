package io.thalweg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that are seen before any broker is asked. */
final class UserErrorsTest {
  private static final String PIPELINE =
      """
      name: shop
      kafka: {bootstrap.servers: "127.0.0.1:1"}
      source: {topic: t, schema: e.avsc, id: id}
      label: {field: bought}
      features: [{name: price, type: numeric}]
      model: {layers: [8], head: binary}
      training: {optimizer: {type: adam}}
      """;

  @TempDir private Path directory;

  @BeforeEach
  void writeTheSchema() throws IOException {
    Files.writeString(
        directory.resolve("e.avsc"),
        """
        {"type": "record", "name": "E", "fields": [{"name": "id", "type": "long"}]}
        """);
  }

  @Test
  void anUnknownKeyNamesTheNearestOne() throws IOException {
    assertMistake(
        run(PIPELINE + "lerners: 2\n"),
        "p.yaml:8: unknown key 'lerners' in the file; did you mean 'learners'?");
  }

  @Test
  void aKeyThatIsMissingIsShown() throws IOException {
    assertMistake(
        run(PIPELINE.replaceAll("label.*\n", "")),
        "p.yaml:1: the file has no key 'label'; write a mapping with field, or with topic");
  }

  @Test
  void aValueOfTheWrongKindIsQuotedWithWhatToWrite() throws IOException {
    assertMistake(
        run(PIPELINE + "learners: many\n"),
        "p.yaml:8: learners is 'many'; write a whole number from 1 to 128");
    assertMistake(
        run(PIPELINE + "release: {every: 5}\n"),
        "p.yaml:8: release.every is '5'; write a duration above 0 such as 500ms, 10s, 2m, 1h or"
            + " 7d");
  }

  @Test
  void aSchemaFileThatIsNotThereIsNamedInFull() throws IOException {
    assertMistake(
        run(PIPELINE.replace("e.avsc", "f.avsc")),
        "p.yaml:3: source.schema is 'f.avsc'; write the path of an Avro schema; there is none at "
            + directory.resolve("f.avsc"));
  }

  @Test
  void aPipelineFileThatIsNotThereIsSaid() {
    Path file = directory.resolve("none.yaml");
    assertMistake(Outcome.of("run", file), "there is no file " + file + "; check the path");
    assertMistake(Outcome.of("serve", file), "there is no file " + file + "; check the path");
    assertMistake(Outcome.of("run", directory), directory + " is a directory; name the file in it");
  }

  @Test
  void aFileToPushThatIsNotThereIsSaid() {
    Path file = directory.resolve("none.csv");
    assertMistake(
        Outcome.of("push", file, "--topic", "t"),
        "there is no readable file " + file + "; check the path");
  }

  @Test
  void aSchemaToPushByThatIsNoneIsSaid() throws IOException {
    Path csv = Files.writeString(directory.resolve("a.csv"), "price\n1\n");
    Path none = directory.resolve("none.avsc");
    assertMistake(
        Outcome.of("push", csv, "--topic", "t", "--schema", none),
        "there is no readable schema " + none + "; check the path, or leave --schema out");
    Path broken = Files.writeString(directory.resolve("broken.avsc"), "{\"type\": \"recrd\"}");
    Outcome outcome = Outcome.of("push", csv, "--topic", "t", "--schema", broken);
    assertThat(outcome.err()).startsWith("thalweg: " + broken + " is no Avro schema: ");
    assertOneLine(outcome);
  }

  @Test
  void aFileOfItsOwnKafkaTakesNoOther() {
    assertMistake(
        Outcome.of("dlq", "replay", "p.yaml", "--bootstrap-servers", "b:1"),
        "p.yaml says which Kafka it is; leave --bootstrap-servers out, or name the topic instead of"
            + " the file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sae | there is no stream 'sae' among sea, agrawal, hyperplane, rbf, led, transactions; did"
            + " you mean 'sea'?",
        "sea --count 0 | --count must be above 0; say --count 100000",
        "sea --count 5 --for 5s | --count and --for both say when to end; give one",
        "sea --rate NaN | --rate must be above 0 and 1e9 at most; say --rate 2000",
        "sea --bad-share 2 | --bad-share must be from 0 to 1; say --bad-share 0.01",
        "sea --drift 5 --drift-every 5 | --drift and --drift-every both say when the concept"
            + " changes; give one",
        "sea --drift-every 0 | --drift-every must be above 0; say --drift-every 10000",
        "sea --drift-every 5 --for 5s | --drift-every needs to know how many rows come; say"
            + " --count, or --rate beside --for",
        "sea --drift-every 1 | --drift-every 1 makes 100000 changes, at most 10000; say more rows",
        "sea --drift 5,0,4 | --drift 5,0,4 leads to concept 4; this stream has 0 to 3",
        "sea --label-delay 1s | --label-delay needs a topic for the labels; say --labels-topic too",
        "sea --labels-topic sea | --labels-topic is the topic of the events; say another",
        "sea --labels-topic l --out f | --labels-topic needs Kafka; with --out the label stands in"
            + " each line",
        "sea --out no/where/f | --out: no/where/f can't be written; say a file in a directory that"
            + " is there",
        "sea --pipeline no/f.yaml | --pipeline: no/f.avsc can't be written; say a file in a"
            + " directory that is there",
        "sea --for never | Invalid value for option '--for': 'never' is no duration such as 500ms,"
            + " 60s, 5m or 1h; see thalweg generate --help"
      })
  void aStreamThatCantBeMadeSaysWhy(String arguments, String message) {
    assertMistake(Outcome.of((Object[]) ("generate " + arguments).split(" ")), message);
  }

  @ParameterizedTest
  @CsvSource({
    "demo --rate 0,            --rate must be above 0; say --rate 2000",
    "demo --rate -5,           --rate must be above 0; say --rate 2000",
    "demo --rate NaN,          --rate must be above 0; say --rate 2000",
    "demo --events 0,          --events must be above 0; say --events 100000",
    "demo --http-port 70000,   --http-port is 70000; a port is a number from 0 to 65535",
    "demo --admin-port 70000 --http-port 0,   --admin-port is 70000; a port is a number from 0 to"
        + " 65535",
    "bench keeps --rows 0,     --rows must be above 0; say --rows 1000000",
    "bench batches --rows 0,   --rows must be above 0; say --rows 10000",
    "bench prequential --csv no.csv --rows 0, --rows must be above 0; say --rows 10000",
    "bench prequential,        Missing required option: '--csv=FILE'; see thalweg bench prequential"
        + " --help",
    "bench kepes,              there is no bench 'kepes'; did you mean 'keeps'?",
    "dlq show t --limit -1,    --limit and --bytes are 0 or more; say --limit 20 --bytes 48",
    "dlq show t --from noon,   Invalid value for option '--from': 'noon' is no time such as"
        + " 2026-01-31T10:00:00Z or 2026-01-31T12:00:00+02:00; see thalweg dlq show --help",
    "kafka --port 70000,       --port is 70000; a port is a number from 0 to 65535"
  })
  void anOptionOutOfItsRangeSaysWhatToGive(String command, String message) {
    assertMistake(Outcome.of((Object[]) command.split(" ")), message);
  }

  @ParameterizedTest
  @CsvSource({
    "demo --events many,       'many' is not a long, see thalweg demo --help",
    "demo --for 60,            '60' is no duration such as 500ms, see thalweg demo --help",
    "run --for 0s p.yaml,      '0s' is no duration above 0, see thalweg run --help",
    "run --until-the-end p,    --until-the-end, did you mean --until-end",
    "run,                      PIPELINE.yaml, see thalweg run --help",
    "push a.csv,               --topic, see thalweg push --help",
    "run --foo,                Unknown option: '--foo', did you mean --for?",
    "serv,                     serv, did you mean serve?",
    "nonsense,                 nonsense, see thalweg --help",
    "bench all --help,         there is no bench 'all', it has",
    "bench kepes --help,       there is no bench 'kepes', did you mean 'keeps'?",
    "token make --help,        make, see thalweg token --help",
    "features show p.yaml,     thalweg: Missing required argument (specify one of these), see",
    "push f --property x,      thalweg: Value for option '--property', see thalweg push --help"
  })
  void aWrongOptionSaysWhereToLook(String command, String what, String next) {
    Outcome outcome = Outcome.of((Object[]) command.split(" "));
    assertThat(outcome.err()).contains(what).contains(next);
    assertOneLine(outcome);
  }

  @Test
  void aReportInADirectoryThatIsNotThereMakesNone() {
    Path report = directory.resolve("none/report.json");
    assertMistake(
        Outcome.of("demo", "--report", report),
        "--report %s is in %s, which isn't there; make it, or say another file"
            .formatted(report, report.getParent()));
    assertThat(report.getParent()).doesNotExist();
  }

  @Test
  void aPortThatIsTakenIsNamedBeforeAnythingIsStarted() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertMistake(
          Outcome.of("kafka", "--port", port, "--directory", directory.resolve("kafka")),
          ("cannot listen on 127.0.0.1:%d: Address already in use; end what listens there, or"
                  + " choose another with --port")
              .formatted(port));
    }
  }

  @Test
  void aClusterThatCannotBeIsRefusedBeforeAnythingIsStarted() throws IOException {
    Path file = Files.writeString(directory.resolve("p.yaml"), PIPELINE + "state: state\n");
    assertMistake(
        Outcome.of("cluster", file, "--taskmanagers", 0),
        "--taskmanagers is 0; say a number from 1 to 128");
    assertMistake(
        Outcome.of("cluster", file, "--servers", 1),
        "--servers is 1, but " + file + " has no serving section; add serving: {port: 8080}");
    Path far =
        Files.writeString(
            directory.resolve("far.yaml"), PIPELINE.replace("127.0.0.1:1", "far:1") + "state: s\n");
    assertMistake(
        Outcome.of("cluster", far, "--kafka"),
        "--kafka runs a broker on this machine, but kafka.bootstrap.servers is far:1; say"
            + " 127.0.0.1:9092 there, or leave --kafka out");
    Path none = directory.resolve("none.yaml");
    assertMistake(Outcome.of("cluster", none), "there is no file " + none + "; check the path");
  }

  @Test
  void aBrokerIsNotStartedWhereOneIs() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Path file =
          Files.writeString(
              directory.resolve("p.yaml"),
              PIPELINE.replace("127.0.0.1:1", address) + "state: state\n");
      assertMistake(
          Outcome.of("cluster", file, "--kafka"),
          "something listens on " + address + " already; end it, or leave --kafka out to use it");
    }
  }

  @Test
  void aServerWarnsOfItsOpenPortsBeforeItListens() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Path file =
          Files.writeString(
              directory.resolve("s.yaml"),
              """
              store: %s
              poll: 1s
              http: {host: 0.0.0.0, port: %d}
              admin: {host: 0.0.0.0, port: 0}
              """
                  .formatted(directory, taken.getLocalPort()));
      Outcome outcome = Outcome.of("serve", file);
      assertThat(outcome.exitCode()).isNotZero();
      assertThat(outcome.out())
          .contains("warning: no tokens are asked for, and http.host 0.0.0.0 can be reached")
          .contains("warning: no tokens are asked for, and admin.host 0.0.0.0 can be reached")
          .doesNotContain("serving on");
    }
  }

  @Test
  void aFileOfAliasesThatCannotBeIsSaidBeforeTheServerListens() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("s.yaml"),
            "store: " + directory + "\npoll: 1s\nversions: {alias-file: none/aliases}\n");
    Outcome outcome = Outcome.of("serve", file);
    assertThat(outcome.err())
        .startsWith(
            "thalweg: aliases can't be kept in " + directory.resolve("none/aliases") + ": ");
    assertOneLine(outcome);
    assertThat(outcome.out()).doesNotContain("serving on");
  }

  private Outcome run(String pipeline) throws IOException {
    return Outcome.of("run", Files.writeString(directory.resolve("p.yaml"), pipeline));
  }

  static void assertMistake(Outcome outcome, String message) {
    assertThat(outcome.err()).isEqualTo("thalweg: " + message + "\n");
    assertOneLine(outcome);
  }

  static void assertOneLine(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.out()).doesNotContain("Exception", "\tat ");
  }
}
