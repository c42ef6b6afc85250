package io.thalweg.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigNodeTest {
  @Test
  void readsEveryKindOfValue() {
    ConfigNode root =
        parse(
            """
            name: 'a b'
            count: -3
            rate: 1e-8
            on: true
            wait: 500ms
            memory: 1GiB
            disk: 64MB
            unit: milliseconds
            nested:
              list: [1, {x: 2}]
            """);

    assertThat(root.string("name")).isEqualTo("a b");
    assertThat(root.intIn("count", -3, 5)).isEqualTo(-3);
    assertThat(root.doubleIn("rate", 0, 1)).isEqualTo(1e-8);
    assertThat(root.bool("on")).isTrue();
    assertThat(root.duration("wait")).isEqualTo(Duration.ofMillis(500));
    assertThat(root.byteSizeIn("memory", 0, Long.MAX_VALUE)).isEqualTo(1L << 30);
    assertThat(root.byteSizeIn("disk", 0, Long.MAX_VALUE)).isEqualTo(64_000_000);
    assertThat(root.oneOf("unit", TimeUnit.class)).isEqualTo(TimeUnit.MILLISECONDS);
    ConfigNode nested = root.section("nested");
    assertThat(nested.list("list").get(0).longIn(0, 9)).isEqualTo(1);
    assertThat(nested.list("list").get(1).intIn("x", 0, 9)).isEqualTo(2);
    assertThat(nested.list("list").get(1).path()).isEqualTo("nested.list[1]");
    assertThat(nested.list("list").get(1).line()).isEqualTo(10);
    root.refuseUnknown();
  }

  @Test
  void everyUnitHasItsFactor() {
    String[] sizes = {"3", "3B", "3KB", "3MB", "3GB", "3TB", "3KiB", "3MiB", "3 GiB", "3TiB"};
    double[] bytes = {3, 3, 3e3, 3e6, 3e9, 3e12, 3072, 3145728, 3221225472.0, 3298534883328.0};
    for (int i = 0; i < sizes.length; i++) {
      assertThat(parse("a: " + sizes[i]).byteSizeIn("a", 0, Long.MAX_VALUE))
          .isEqualTo((long) bytes[i]);
    }
    String[] durations = {"2ms", "2s", "2m", "2h", "2d"};
    long[] millis = {2, 2_000, 120_000, 7_200_000, 172_800_000};
    for (int i = 0; i < durations.length; i++) {
      assertThat(parse("a: " + durations[i]).duration("a")).hasMillis(millis[i]);
    }
  }

  @Test
  void absentKeysHaveTheirDefaults() {
    ConfigNode section = parse("a: 1").section("absent");

    assertThat(section.string("s", "x")).isEqualTo("x");
    assertThat(section.intIn("i", 0, 1, 7)).isEqualTo(7);
    assertThat(section.bool("b", true)).isTrue();
    assertThat(section.duration("d", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
    assertThat(section.byteSizeIn("z", 0, 1, 9)).isEqualTo(9);
    assertThat(section.doubleIn("f", 0, 1, 0.5)).isEqualTo(0.5);
    assertThat(section.oneOf("e", TimeUnit.class, TimeUnit.DAYS)).isEqualTo(TimeUnit.DAYS);
    assertThat(section.list("l")).isEmpty();
  }

  @Test
  void aMistypedKeyIsRefusedWithTheNearestKnownOne() {
    assertRefused(
        "training:\n  optimizer:\n    type: adam\n    lerning-rate: 0.1\n",
        root -> OptimizerConfig.optimizer(root.section("training").section("optimizer")),
        "pipeline.yaml:4: unknown key 'lerning-rate' in training.optimizer;"
            + " did you mean 'learning-rate'?");
    assertRefused(
        "a: 1\nnaem: x\n",
        root -> {
          root.intIn("a", 0, 1);
          root.string("name");
        },
        "pipeline.yaml:1: the file has no key 'name', but one 'naem'; rename that");
    assertRefused(
        "a: 1\nzzz: {x: 2}\n",
        root -> root.intIn("a", 0, 1),
        "pipeline.yaml:2: unknown key 'zzz' in the file; known keys: a");
    assertRefused(
        "l:\n- {x: 1}\n- {x: 2, y: 3}\n",
        root -> root.list("l").forEach(e -> e.intIn("x", 1, 2)),
        "pipeline.yaml:3: unknown key 'y' in l[1]; did you mean 'x'?");
  }

  @Test
  void aWrongValueIsRefusedWithWhatToWrite() {
    assertRefused(
        "m:\n  batch: 0\n",
        root -> root.section("m").intIn("batch", 1, 65536, 256),
        "pipeline.yaml:2: m.batch is '0'; write a whole number from 1 to 65536");
    for (String bad : new String[] {"1.5", "x", "99999999999999999999", "0x10", "[1]", "{a: 1}"}) {
      assertThatThrownBy(() -> parse("a: " + bad).intIn("a", 0, 9))
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("pipeline.yaml:1: a is ")
          .hasMessageEndingWith("; write a whole number from 0 to 9");
    }
    assertRefused(
        "a: .nan",
        root -> root.doubleIn("a", 0, 1),
        "pipeline.yaml:1: a is '.nan'; write a number from 0.0 to 1.0");
    assertRefused(
        "a: yes", root -> root.bool("a"), "pipeline.yaml:1: a is 'yes'; write true or false");
    assertRefused(
        "a: 10",
        root -> root.duration("a"),
        "pipeline.yaml:1: a is '10'; write a duration above 0 such as 500ms, 10s, 2m, 1h or 7d");
    assertRefused(
        "a: 10XB",
        root -> root.byteSizeIn("a", 0, 5),
        "pipeline.yaml:1: a is '10XB'; write a size such as 64MB or 1GiB, from 0 to 5 bytes");
    assertRefused(
        "a: {}",
        root -> root.list("a"),
        "pipeline.yaml:1: a is an empty mapping; write a list such as [a, b]");
    assertRefused(
        "a: {port: 1, host: x}",
        root -> root.intIn("a", 0, 9),
        "pipeline.yaml:1: a is a mapping of port, host; write a whole number from 0 to 9");
    assertRefused("a: 1", root -> root.section("a"), "pipeline.yaml:1: a is '1'; write a mapping");
    assertRefused(
        "a:\n  b: 1",
        root -> root.section("a").string("name"),
        "pipeline.yaml:1: a has no key 'name'; write a text");
  }

  @Test
  void refusesWhatAConfigurationDoesNotNeed() {
    assertUnreadable("", "pipeline.yaml:1: the file is empty; write a mapping of keys to values");
    assertUnreadable(
        "[1]", "pipeline.yaml:1: the file is a list; write a mapping of keys to values");
    assertUnreadable(
        "a: 1\nb: 2\na: 3\n",
        "pipeline.yaml:3: key 'a' is there already, in line 1; keep one of the two");
    assertUnreadable("a: 1\nb:\n", "pipeline.yaml:2: b has no value; give it one or remove it");
    assertUnreadable(
        "a: &x 1\nb: *x\n",
        "pipeline.yaml:2: aliases and type tags aren't allowed; write the value itself");
    assertUnreadable(
        "a: !!java.net.URL [x]\n",
        "pipeline.yaml:1: aliases and type tags aren't allowed; write the value itself");
    assertUnreadable(
        "a: 1\n---\nb: 1\n",
        "pipeline.yaml:3: a second document begins; keep one document in a file");
    assertUnreadable("[".repeat(40), "pipeline.yaml:1: more than 32 levels; nest less deeply");
    assertUnreadable(
        "a: 1\nb: {\n",
        "pipeline.yaml:2: this is no YAML: while parsing a flow node,"
            + " expected the node content, but found '<stream end>'; correct it");
  }

  @Test
  void readsAFileAndSaysWhyItCannot(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("pipeline.yaml"), "a: 1\n");
    assertThat(ConfigFile.read(file).intIn("a", 0, 1)).isEqualTo(1);

    Files.write(file, "a: \u00e4".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ConfigFile.read(file))
        .hasMessage("pipeline.yaml:1: the file is no UTF-8; save it as UTF-8");
    Files.writeString(file, "#".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> ConfigFile.read(file))
        .hasMessage("pipeline.yaml:1: the file is longer than 1048576 bytes; shorten it");
    Files.delete(file);
    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage("there is no file " + file + "; check the path");
  }

  @Test
  void distancesAreLevenshteins() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.distance("", "abc")).isEqualTo(3);
    assertThat(NearestName.distance("flaw", "lawn")).isEqualTo(2);
  }

  private static ConfigNode parse(String yaml) {
    return ConfigFile.parse("pipeline.yaml", yaml);
  }

  private static void assertUnreadable(String yaml, String message) {
    assertRefused(yaml, root -> {}, message);
  }

  private static void assertRefused(String yaml, Consumer<ConfigNode> reader, String message) {
    assertThatThrownBy(
            () -> {
              ConfigNode root = parse(yaml);
              reader.accept(root);
              root.refuseUnknown();
            })
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }
}
