package io.thalweg.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Manifest;
import io.thalweg.model.artifact.Provenance.OffsetRange;
import io.thalweg.model.store.ModelStore;
import io.thalweg.model.store.ModelStores;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command dies twice while it learns, and every event is still learned once. */
@Timeout(600)
final class PipelineCrashIT {
  private static final int EVENTS_PER_SECOND = 400;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path directory;

  @Test
  void everyLabelledEventIsLearnedOnceThoughTheProcessIsKilledTwice() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        EventStream stream = new EventStream(kafka.bootstrapServers())) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      Path pipeline = workplace.pipelineFile(2, "tcp");
      Topic learned = new Topic(kafka.bootstrapServers(), Workplace.LEARNED);
      stream.send(500);
      stream.beginPace(EVENTS_PER_SECOND);
      int committed = killInTheMiddle("first", pipeline, learned, 0);
      committed = killInTheMiddle("second", pipeline, learned, committed);
      stream.endPace();

      Path report = directory.resolve("report.json");
      try (ChildRun last =
          ChildRun.start(
              directory.resolve("last"), pipeline, "--until-end", "--report", report.toString())) {
        assertThat(last.awaitEnd(PATIENCE.toSeconds())).as(last.output()).isZero();
      }

      List<String> expected = stream.labelled();
      Topic.Balance ledger = Topic.ledger(kafka.bootstrapServers(), expected);
      assertThat(ledger.lost()).isEmpty();
      assertThat(ledger.repeated()).isEmpty();
      assertThat(ledger.unknown()).isEmpty();
      assertThat(ledger.entries()).isEqualTo(expected.size()).isGreaterThan(committed);
      // More was written than counts: what was learned after the last checkpoint was undone.
      assertThat(learned.written()).hasSizeGreaterThan(expected.size());
      JsonNode figures = new ObjectMapper().readTree(report.toFile());
      assertThat(figures.get("events_trained").asInt()).isEqualTo(expected.size());
      assertThat(figures.get("replay").get("size").asInt()).isEqualTo(expected.size());
      assertThat(figures.get("rounds_committed").asInt()).isPositive();
      assertThat(figures.get("restarts").asInt()).isZero();
      requireSoundReleases(workplace, expected);
    }
  }

  /** Between two checkpoints, with work done since the last; returns what was committed. */
  private int killInTheMiddle(String name, Path pipeline, Topic learned, int committedBefore)
      throws Exception {
    try (ChildRun child = ChildRun.start(directory.resolve(name), pipeline)) {
      int writtenBefore = learned.written().size();
      await()
          .atMost(PATIENCE)
          .pollInSameThread()
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                assertThat(child.isAlive()).as(child.output()).isTrue();
                int committed = learned.committed().size();
                int written = learned.written().size();
                return committed > committedBefore + 300
                    && written - writtenBefore > committed - committedBefore;
              });
      child.kill();
    }
    return learned.committed().size();
  }

  private static void requireSoundReleases(Workplace workplace, List<String> labelled)
      throws Exception {
    List<ModelAnnouncement> releases = Topic.releases(workplace.bootstrapServers());
    assertThat(releases).hasSizeGreaterThan(3);
    assertThat(releases.stream().map(ModelAnnouncement::version).toList())
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(releases.stream().map(ModelAnnouncement::manifestSha256).toList())
        .doesNotHaveDuplicates();
    ModelStore store = ModelStores.open(workplace.directory().resolve("state/models").toString());
    Map<String, ConsumerRecord<byte[], byte[]>> learnable =
        Topic.firstByKey(workplace.bootstrapServers(), Workplace.EVENTS);
    learnable.keySet().retainAll(Set.copyOf(labelled));
    Manifest before = null;
    String parent = null;
    int previews = 0;
    for (ModelAnnouncement release : releases) {
      Manifest manifest = ArtifactReader.read(store, release.manifestSha256()).manifest();
      assertThat(manifest.version()).isEqualTo(release.version());
      assertThat(manifest.preview()).isEqualTo(release.preview());
      requireSoundOffsets(manifest, learnable);
      if (release.preview()) {
        // What it learned may have been undone, so it says nothing about what comes behind it.
        assertThat(manifest.parentSha256()).isEqualTo(parent);
        previews++;
        continue;
      }
      if (before != null) {
        assertThat(manifest.examplesTrained()).isGreaterThan(before.examplesTrained());
        assertThat(manifest.round()).isGreaterThan(before.round());
      }
      before = manifest;
      parent = release.manifestSha256();
    }
    assertThat(previews).isPositive();
  }

  /** As many events that may be learned lie below its offsets as it says that it has learned. */
  private static void requireSoundOffsets(
      Manifest manifest, Map<String, ConsumerRecord<byte[], byte[]>> learnable) {
    Map<Integer, OffsetRange> ranges = manifest.provenance().offsets().get(Workplace.EVENTS);
    long below = 0;
    Map<Integer, Long> last = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> event : learnable.values()) {
      OffsetRange range = ranges.get(event.partition());
      if (range != null && event.offset() >= range.from() && event.offset() < range.to()) {
        below++;
        last.merge(event.partition(), event.offset(), Math::max);
      }
    }
    assertThat(below).isGreaterThanOrEqualTo(manifest.examplesTrained());
    ranges.forEach((p, range) -> assertThat(last.get(p)).isEqualTo(range.to() - 1));
    assertThat(manifest.provenance().learners()).isEqualTo(2);
    assertThat(manifest.provenance().trainedThrough()).as("labels are joined").isEmpty();
  }
}
