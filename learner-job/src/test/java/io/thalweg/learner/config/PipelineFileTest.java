package io.thalweg.learner.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.ingestion.BindingException;
import io.thalweg.ingestion.LabelSpec;
import io.thalweg.ingestion.decode.RecordProjector;
import io.thalweg.ingestion.flink.OnBadRecord;
import io.thalweg.learner.release.BadRecordsSpec;
import io.thalweg.learner.train.ReplaySpec;
import io.thalweg.learner.train.engine.EngineChoice;
import io.thalweg.model.Head;
import io.thalweg.model.config.ConfigException;
import io.thalweg.model.optimize.DescentSpec;
import io.thalweg.model.optimize.OptimizerSpec;
import io.thalweg.replay.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineFileTest {
  private static final String FULL =
      """
      name: fraud
      learners: 2
      deterministic: false
      kafka: {bootstrap.servers: "localhost:9092", security.protocol: PLAINTEXT}
      source:
        topic: payments
        schema: event.avsc
        id: id
        key: account
        time: at
      label:
        topic: chargebacks
        schema: label.avsc
        id: id
        field: fraud
        time: at
        window: 10s
      streaming: {dedup-window: 1m, out-of-orderness: 2s, idle-after: 3s}
      features:
        - {name: amount, type: numeric, min: 0, max: 100}
        - {name: country, type: categorical, buckets: 8}
      model:
        layers: [16, {units: 8, activation: tanh}]
        head: binary
        seed: 5
      training:
        batch: 64
        replay-per-fresh: 1.5
        flush-after: 100ms
        optimizer: {type: sgd, learning-rate: 0.5, momentum: 0.25}
      replay: {capacity: 1000, hot-memory: 1MB, warm-memory: 2MiB, retention: window, seed: 6,
        min-size: 7, selection: recency, half-life: 2h, time-to-live: 7d, warm-disk: 10MB, cold-disk: 1GB}
      rounds: {every-examples: 128, max-age: 250ms, timeout: 5s}
      release: {every: 4s, topic: versions, store: models, preview-every: 300ms}
      topics: {dead-letters: refused, audit: learned}
      state: var/state
      serving: {host: 0.0.0.0, port: 9000, previews: true}
      """;

  private static final String EVENT =
      """
      {"type": "record", "name": "Payment", "fields": [
        {"name": "id", "type": "string"},
        {"name": "account", "type": "string"},
        {"name": "at", "type": "long"},
        {"name": "amount", "type": "double"},
        {"name": "country", "type": "string"}]}
      """;
  private static final String LABEL =
      """
      {"type": "record", "name": "Chargeback", "fields": [
        {"name": "id", "type": "string"},
        {"name": "at", "type": "long"},
        {"name": "fraud", "type": "boolean"}]}
      """;

  @TempDir Path dir;

  @BeforeEach
  void writeSchemas() throws IOException {
    Files.writeString(dir.resolve("event.avsc"), EVENT);
    Files.writeString(dir.resolve("label.avsc"), LABEL);
  }

  private PipelineConfig read(String yaml) throws IOException {
    return PipelineFile.read(Files.writeString(dir.resolve("p.yaml"), yaml));
  }

  private void refused(String yaml, String message) {
    assertThat(message).doesNotContain("\n");
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(ConfigException.class).hasMessage(message);
  }

  @Test
  void noFeatureMayBeTheLabel() throws IOException {
    String topic = FULL.substring(FULL.indexOf("label:"), FULL.indexOf("streaming:"));
    String yaml = FULL.replace(topic, "label: {field: amount}\n");
    refused(
        yaml,
        "p.yaml:11: label.field is 'amount'; write a field that no feature reads; 'amount' does");
    String past = yaml.replace("type: numeric, min: 0, max: 100", "type: history, field: amount");
    assertThat(read(past).labels()).isEqualTo(new LabelSpec.Inline("amount", 2));
    String now = past.replace("field: amount}\n  -", "field: amount, lag: 0}\n  -");
    assertThatThrownBy(() -> read(now))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("write a field that no feature reads; 'amount' does");
  }

  @Test
  void aWarmStartIsTriedBeforeAnythingRuns() throws IOException {
    String yaml = FULL.replace("model:\n", "model:\n  warm-start: weights.safetensors\n");
    long line = yaml.substring(0, yaml.indexOf("warm-start")).lines().count();
    refused(
        yaml,
        "p.yaml:%d: model.warm-start is 'weights.safetensors'; write weights that are there; there"
                .formatted(line)
            + " is no "
            + dir.resolve("weights.safetensors"));
  }

  @Test
  void everyKeyReachesItsPlace() throws IOException {
    PipelineConfig p = read(FULL);
    assertThat(p.name()).isEqualTo("fraud");
    assertThat(p.learners()).isEqualTo(2);
    assertThat(p.deterministic()).isFalse();
    assertThat(p.kafka())
        .isEqualTo(Map.of("bootstrap.servers", "localhost:9092", "security.protocol", "PLAINTEXT"));
    assertThat(p.bootstrapServers()).isEqualTo("localhost:9092");
    assertThat(p.source().topic()).isEqualTo("payments");
    assertThat(p.source().schemaJson()).isEqualTo(EVENT);
    assertThat(p.source().key()).isEqualTo("account");
    assertThat(p.source().time()).isEqualTo("at");
    assertThat(p.labels())
        .isEqualTo(
            new LabelSpec.FromTopic(
                "chargebacks",
                "label.avsc",
                LABEL,
                "id",
                "fraud",
                "at",
                Duration.ofSeconds(10),
                2));
    assertThat(p.streaming())
        .isEqualTo(
            new PipelineConfig.Streaming(
                Duration.ofMinutes(1), Duration.ofSeconds(2), Duration.ofSeconds(3)));
    assertThat(p.model().inputWidth()).isEqualTo(9);
    assertThat(p.model().hidden()).hasSize(2);
    assertThat(p.model().head()).isEqualTo(new Head.Binary());
    assertThat(p.model().seed()).isEqualTo(5);
    assertThat(p.training().batch()).isEqualTo(64);
    assertThat(p.training().replayPerFresh()).isEqualTo(1.5);
    assertThat(p.training().optimizer()).isEqualTo(new OptimizerSpec.Sgd(0.5f, 0.25f));
    assertThat(p.flushAfter()).isEqualTo(Duration.ofMillis(100));
    assertThat(p.replay())
        .isEqualTo(
            new ReplaySpec(
                1000,
                7,
                Retention.WINDOW,
                new ReplaySpec.Recency(Duration.ofHours(2)),
                Duration.ofDays(7),
                new ReplaySpec.Tiers(1_000_000, 2 << 20, 10_000_000, 1_000_000_000),
                6));
    assertThat(p.rounds().everyExamples()).isEqualTo(128);
    assertThat(p.rounds().maxAge()).isEqualTo(Duration.ofMillis(250));
    assertThat(p.rounds().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(p.rounds().previewEvery()).isEqualTo(Duration.ofMillis(300));
    assertThat(p.release())
        .isEqualTo(
            new PipelineConfig.Release(
                Duration.ofSeconds(4),
                "versions",
                dir.resolve("models").toUri().toString(),
                Optional.empty()));
    assertThat(p.topics().deadLetters()).isEqualTo("refused");
    assertThat(p.topics().audit()).contains("learned");
    assertThat(p.state()).isEqualTo(dir.resolve("var/state"));
    assertThat(p.serving())
        .contains(
            new PipelineConfig.Serving("0.0.0.0", 9000, true, Optional.empty(), Optional.empty()));
  }

  @Test
  void whatIsntWrittenHasADefault() throws IOException {
    PipelineConfig p = read(MinimalPipeline.TEXT);
    assertThat(p.learners()).isEqualTo(1);
    assertThat(p.labels()).isEqualTo(new LabelSpec.Inline("amount", 0));
    assertThat(p.streaming().dedupWindow()).isZero();
    assertThat(p.training().batch()).isEqualTo(32);
    assertThat(p.training().replayPerFresh()).isEqualTo(1);
    assertThat(p.training().replaySteps()).isEqualTo(3);
    assertThat(p.training().descent()).isEqualTo(DescentSpec.PLAIN);
    assertThat(p.engine()).isEqualTo(EngineChoice.DJL);
    assertThat(p.flushAfter()).isEqualTo(Duration.ofMillis(200));
    assertThat(p.replay())
        .isEqualTo(
            new ReplaySpec(
                100_000,
                1,
                Retention.RESERVOIR,
                new ReplaySpec.Uniform(),
                Duration.ZERO,
                new ReplaySpec.Tiers(32 << 20, 32 << 20, 0, 0),
                42));
    assertThat(p.rounds().everyExamples()).isEqualTo(4096);
    assertThat(p.rounds().previewEvery()).isZero();
    assertThat(p.topics().audit()).isEmpty();
    assertThat(p.serving()).isEmpty();
    assertThat(read(MinimalPipeline.TEXT + "deterministic: true\n").flushAfter()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "learners: 2|lerners: 2|2: unknown key 'lerners' in the file; did you mean 'learners'?",
        "key: account|kee: account|9: unknown key 'kee' in source; did you mean 'key'?",
        "window: 10s|windw: 10s|11: label has no key 'window', but one 'windw'; rename that",
        "window: 10s|window: 10s, a: b|17: this is no YAML: mapping values are not allowed here;"
            + " correct it",
        "idle-after|idel-after|18: unknown key 'idel-after' in streaming; did you mean"
            + " 'idle-after'?",
        "buckets: 8|buckets: 8, fild: x|21: unknown key 'fild' in features[1]; did you mean"
            + " 'field'?",
        "activation: tanh|activaton: tanh|23: unknown key 'activaton' in model.layers[1]; did you"
            + " mean 'activation'?",
        "seed: 5|sed: 5|25: unknown key 'sed' in model; did you mean 'seed'?",
        "batch: 64|bach: 64|27: unknown key 'bach' in training; did you mean 'batch'?",
        "momentum|momentun|30: unknown key 'momentun' in training.optimizer; did you mean"
            + " 'momentum'?",
        "capacity: 1000|capactiy: 1000|31: unknown key 'capactiy' in replay; did you mean"
            + " 'capacity'?",
        "max-age|max-aeg|33: unknown key 'max-aeg' in rounds; did you mean 'max-age'?",
        "every: 4s|evry: 4s|34: unknown key 'evry' in release; did you mean 'every'?",
        "audit|audti|35: unknown key 'audti' in topics; did you mean 'audit'?",
        "port: 9000|prot: 9000|37: unknown key 'prot' in serving; did you mean 'port'?",
        "host: 0.0.0.0|whatever: 1|37: unknown key 'whatever' in serving; known keys:"
            + " admin-port, admin-tokens, histories-max-bytes, host, port, previews",
        "topic: payments|tpic: payments|5: source has no key 'topic', but one 'tpic'; rename that",
        "bootstrap.servers|bootstrap.server|4: kafka has no key 'bootstrap.servers', but one"
            + " 'bootstrap.server'; rename that",
        "learners: 2|learners: two|2: learners is 'two'; write a whole number from 1 to 128",
        "learners: 2|learners: 0|2: learners is '0'; write a whole number from 1 to 128",
        "deterministic: false|deterministic: true|29: training.flush-after is '100ms'; leave it"
            + " out, because deterministic is true",
        "deterministic: false|deterministic: maybe|3: deterministic is 'maybe'; write true or"
            + " false",
        "name: fraud|name: a b|1: name is 'a b'; write 1 to 64 letters, digits, '-', '_' or '.'",
        "window: 10s|window: 10|17: label.window is '10'; write a duration above 0 such as 500ms,"
            + " 10s, 2m, 1h or 7d",
        "every: 4s|every: 0s|34: release.every is '0s'; write a duration above 0 such as 500ms,"
            + " 10s, 2m, 1h or 7d",
        "preview-every: 300ms|preview-every: 4s|34: release.preview-every is '4s'; write a duration"
            + " below that of release.every, or leave it out",
        "every: 4s|every: -4s|34: release.every is '-4s'; write a duration above 0 such as 500ms,"
            + " 10s, 2m, 1h or 7d",
        "every: 4s|every: [4s]|34: release.every is a list; write a duration above 0 such as"
            + " 500ms, 10s, 2m, 1h or 7d",
        "hot-memory: 1MB|hot-memory: lots|31: replay.hot-memory is 'lots'; write a size such as"
            + " 64MB or 1GiB, from 0 to 1099511627776 bytes",
        "retention: window|retention: all|31: replay.retention is 'all'; write one of"
            + " reservoir, window, class-balanced, loss-aware",
        "selection: recency|selection: newest|32: replay.selection is 'newest'; write one of"
            + " uniform, recency, prioritized",
        "half-life: 2h|alpha: 0.5|32: replay.alpha is '0.5'; leave it out, because selection is"
            + " not prioritized",
        "half-life: 2h|half-live: 2h|31: replay has no key 'half-life', but one 'half-live';"
            + " rename that",
        "selection: recency, half-life: 2h|half-life: 2h|32: replay.half-life is '2h'; leave it"
            + " out, because selection is not recency",
        "time-to-live: 7d|time-to-live: 900ms|32: replay.time-to-live is '900ms'; write a duration"
            + " of 1s or more",
        "retention: window|retention: reservoir|32: replay.time-to-live is '7d'; leave it out,"
            + " because retention is not window",
        "time-to-live|time-to-life|32: unknown key 'time-to-life' in replay; did you mean"
            + " 'time-to-live'?",
        "min-size: 7|min-size: 501|32: replay.min-size is '501'; write a whole number from 1 to"
            + " 500",
        "min-size: 7|min-sise: 7|32: unknown key 'min-sise' in replay; did you mean 'min-size'?",
        "cold-disk: 1GB|cold-disc: 1GB|32: unknown key 'cold-disc' in replay; did you mean"
            + " 'cold-disk'?",
        "hot-memory: 1MB|hot-memory: 14000|31: replay.hot-memory is '14000'; write a size of 18432"
            + " bytes or more, for the rows of this model",
        "warm-disk: 10MB|warm-disk: 1MB|32: replay.warm-disk is '1MB'; write a size of 2695052"
            + " bytes or more, for the rows of this model",
        "capacity: 1000|capacity: 1000000001|31: replay.capacity is '1000000001'; write a whole"
            + " number from 1 to 1000000000",
        "head: binary|head: trinary|24: model.head is 'trinary'; write binary, regression,"
            + " {type: multiclass, classes: N} with N from 2 to 65536,"
            + " {type: multilabel, labels: N} or {type: multilabel, labels: [sports, politics]},"
            + " {type: quantile, quantiles: [0.1, 0.5, 0.9]} or {type: huber, delta: 1}",
        "schema: event.avsc|schema: [a]|7: source.schema is a list; write a text",
        "state: var/state|name: again|36: key 'name' is there already, in line 1; keep one of the"
            + " two",
        "state: var/state|state:|36: state has no value; give it one or remove it",
      })
  void aMistakeIsOneLineWithPlaceAndAdvice(String right, String wrong, String message) {
    assertThat(FULL).contains(right);
    refused(FULL.replace(right, wrong), "p.yaml:" + message);
  }

  @Test
  void aHistoryAsksWhosePastItIs() throws IOException {
    String history =
        MinimalPipeline.TEXT.replace(
            "{name: country, type: categorical, buckets: 8}",
            "{name: before, type: history, of: label}");
    refused(
        history,
        "p.yaml:3: source has no key 'key'; write the field that says whose past the features of"
            + " type history look at");
    PipelineConfig p = read(history.replace("id: id}", "id: id, key: country}"));
    assertThat(p.model().features().looksBack()).isTrue();
    assertThat(p.topics().histories()).isEmpty();
    String published =
        history.replace("id: id}", "id: id, key: country}") + "topics: {histories: h}\n";
    assertThat(read(published).topics().histories()).contains("h");
    assertThat(read(published).fingerprint()).isEqualTo(p.fingerprint());
    refused(
        MinimalPipeline.TEXT + "topics: {histories: h}\n",
        "p.yaml:8: topics.histories is 'h'; leave it out, because no feature is a history");
  }

  @Test
  void whatBecomesOfBadRecordsIsNamed() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    assertThat(document).contains("| `on-bad-record` | dead-letter | fail, drop, dead-letter |");
    assertThat(read(MinimalPipeline.TEXT).onBadRecord()).isEqualTo(OnBadRecord.DEAD_LETTER);
    assertThat(read(MinimalPipeline.TEXT + "on-bad-record: fail\n").onBadRecord())
        .isEqualTo(OnBadRecord.FAIL);
    assertThat(read(MinimalPipeline.TEXT + "on-bad-record: drop\n").onBadRecord())
        .isEqualTo(OnBadRecord.DROP);
    assertThat(read(MinimalPipeline.TEXT + "on-bad-record: dead-letter\n").onBadRecord())
        .isEqualTo(OnBadRecord.DEAD_LETTER);
    refused(
        MinimalPipeline.TEXT + "on-bad-record: skip\n",
        "p.yaml:8: on-bad-record is 'skip'; write one of fail, drop, dead-letter");
  }

  @Test
  void badRecordsHoldReleasesByShareWindowAndLeast() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    assertThat(document)
        .contains(
            "| `bad-records.hold-above` | 0.01 |",
            "| `bad-records.window` | 10000 |",
            "| `bad-records.min-records` | 1000, or `window` where that is less |");
    PipelineConfig p = read(MinimalPipeline.TEXT);
    assertThat(p.badRecords()).isEqualTo(new BadRecordsSpec(0.01, 10_000, 1_000));
    PipelineConfig other =
        read(MinimalPipeline.TEXT + "bad-records: {hold-above: 0.2, window: 500}\n");
    assertThat(other.badRecords()).isEqualTo(new BadRecordsSpec(0.2, 500, 500));
    assertThat(other.fingerprint()).isEqualTo(p.fingerprint());
    refused(
        MinimalPipeline.TEXT + "bad-records: {window: 500, min-records: 501}\n",
        "p.yaml:8: bad-records.min-records is '501'; write a whole number from 1 to 500");
  }

  @Test
  void theEngineIsNamedWhereEachBitCounts() throws IOException {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    assertThat(document).contains("| `training.engine` | djl | djl, own, auto |");
    for (EngineChoice engine : EngineChoice.values()) {
      String name = engine.name().toLowerCase(Locale.ROOT);
      String file =
          MinimalPipeline.TEXT.replace("training: {", "training: {engine: " + name + ", ");
      assertThat(read(file).engine()).isEqualTo(engine);
      String exact = file + "deterministic: true\n";
      if (engine == EngineChoice.AUTO) {
        refused(
            exact,
            "p.yaml:7: training.engine is 'auto'; write djl or own, because deterministic is true"
                + " and engines differ in the last bits");
      } else {
        assertThat(read(exact).engine()).isEqualTo(engine);
      }
    }
    refused(
        MinimalPipeline.TEXT.replace("training: {", "training: {engine: fast, "),
        "p.yaml:7: training.engine is 'fast'; write one of djl, own, auto");
  }

  @Test
  void whatIsMissingIsNamedWithWhatToWrite() {
    String file = MinimalPipeline.TEXT;
    refused(
        file.replaceAll("kafka: .*\n", ""),
        "p.yaml:1: the file has no key 'kafka'; write a mapping with bootstrap.servers");
    refused(
        file.replaceAll("source: .*\n", ""),
        "p.yaml:1: the file has no key 'source'; write a mapping with topic, schema and id");
    refused(
        file.replace("schema: event.avsc, ", ""),
        "p.yaml:3: source has no key 'schema'; write a text");
    refused(
        file.replace("topic: payments, ", ""), "p.yaml:3: source has no key 'topic'; write a text");
    refused(
        file.replaceAll("training: .*\n", ""),
        "p.yaml:1: training has no key 'optimizer'; write a mapping such as"
            + " {type: adam, learning-rate: 0.001}");
    refused("", "p.yaml:1: the file is empty; write a mapping of keys to values");
    refused("- a\n", "p.yaml:1: the file is a list; write a mapping of keys to values");
  }

  @Test
  void aSchemaThatIsntThereIsNamedWithWhereItWasLookedFor() {
    refused(
        FULL.replace("event.avsc", "nope.avsc"),
        "p.yaml:7: source.schema is 'nope.avsc'; write the path of an Avro schema; there is none at"
            + " "
            + dir.resolve("nope.avsc"));
  }

  @Test
  void aFeatureThatTheSchemaLacksIsNamedWithTheNearestField() throws IOException {
    PipelineConfig p = read(FULL.replace("name: country", "name: contry"));
    assertThatThrownBy(() -> RecordProjector.bind(p.source(), p.labels(), p.model().features()))
        .isInstanceOf(BindingException.class)
        .hasMessage("features[1]: event.avsc has no field 'contry'; did you mean 'country'?");
  }
}
