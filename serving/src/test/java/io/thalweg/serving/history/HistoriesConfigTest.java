package io.thalweg.serving.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.model.config.ConfigFile;
import io.thalweg.serving.history.HistoriesConfig.Followed;
import io.thalweg.serving.history.HistoriesConfig.TimeUnit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoriesConfigTest {
  private static HistoriesConfig read(String histories) {
    return HistoriesConfig.read(
        ConfigFile.parse("serving.yaml", "histories:\n  " + histories + "\n").section("histories"),
        List.of("clicks"));
  }

  @Test
  void aModelNeedsItsTopicAndItsKeyAndHasDefaultsForTheRest() {
    assertThat(read("clicks: {topic: clicks.histories, key: user}").models())
        .containsOnlyKeys("clicks")
        .containsEntry(
            "clicks",
            new Followed(
                "clicks.histories",
                "user",
                null,
                TimeUnit.MILLIS,
                HistoriesConfig.defaultBytes(1)));
    assertThatThrownBy(() -> read("clicks: {topic: t}"))
        .hasMessageStartingWith("serving.yaml:2: histories.clicks has no key 'key'");
    assertThatThrownBy(() -> read("clicks: {topic: t, key: k, max-bytes: 5}"))
        .hasMessageStartingWith("serving.yaml:2: histories.clicks.max-bytes is '5'; write a size");
    assertThatThrownBy(() -> read("fraud: {topic: t, key: k}"))
        .hasMessageEndingWith("leave it out for 'fraud', which isn't among the models [clicks]");
  }

  @Test
  void whatIsKeptLeavesThreeQuartersOfASmallHeap() {
    assertThat(HistoriesConfig.defaultBytes(1, 384L << 20)).isEqualTo(96L << 20);
    assertThat(HistoriesConfig.defaultBytes(3, 384L << 20)).isEqualTo(32L << 20);
    assertThat(HistoriesConfig.defaultBytes(1, 8L << 30)).isEqualTo(256L << 20);
    assertThat(HistoriesConfig.defaultBytes(100, 64L << 20)).isEqualTo(1L << 20);
  }

  @Test
  void everyKeyIsInTheDocument() throws Exception {
    String document = Files.readString(Path.of("..", "docs", "configuration.md"));
    for (String key : List.of("topic", "key", "time", "time-unit", "max-bytes")) {
      assertThat(document).contains("`histories.MODEL." + key + "`");
    }
    assertThat(document)
        .contains(
            "| `topics.histories` | off |",
            "| `histories.MODEL.max-bytes` | 256MiB, or the model's share of a quarter of the heap"
                + " where that is less |");
  }
}
