package io.thalweg.cli.crash;

import static io.thalweg.cli.crash.SingleRecords.awaitFigure;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thalweg.cli.embedded.EmbeddedKafka;
import io.thalweg.cli.run.Checkpoints;
import io.thalweg.cli.run.JobFigures;
import io.thalweg.cli.run.PipelineRun;
import io.thalweg.learner.config.PipelineConfig;
import io.thalweg.learner.config.PipelineFile;
import io.thalweg.learner.train.NegativeSampling;
import io.thalweg.model.artifact.ArtifactReader;
import io.thalweg.model.artifact.Provenance;
import io.thalweg.model.store.ModelStores;
import io.thalweg.schemas.LearnedEvent;
import io.thalweg.schemas.ModelAnnouncement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A share of the negatives is learned, by whole jobs, some of them before their labels come. */
@Timeout(300)
final class NegativeSamplingIT {
  private static final double SHARE = 0.5;
  private static final NegativeSampling SAMPLING = new NegativeSampling(SHARE, 1);

  @TempDir private Path directory;

  @Test
  void whatIsLeftOutIsSettledAndItsLateLabelIsLearnedOnce() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
        SingleRecords records = new SingleRecords(kafka.bootstrapServers())) {
      Workplace workplace = Workplace.prepare(directory.resolve("work"), kafka.bootstrapServers());
      long then = System.currentTimeMillis();
      PipelineConfig pipeline = pipeline(workplace, 2);
      long leftOut = count(i -> !early(i) && !SAMPLING.keeps("e" + i));
      assertThat(leftOut).isBetween(20L, 55L);
      try (PipelineRun run = PipelineRun.start(pipeline, Optional.empty())) {
        for (int i = 0; i < 50; i++) {
          records.label("e" + i, early(i) ? 1 : 0, then);
        }
        records.flush();
        awaitFigure(run, 50, JobFigures::labelsIn);
        for (int i = 0; i < 100; i++) {
          records.event("e" + i, "account-" + i, then);
        }
        records.flush();
        awaitFigure(run, 50, JobFigures::provisional);
        awaitFigure(run, leftOut, JobFigures::leftOut);
        awaitFigure(run, 100 - leftOut, JobFigures::trained);
        awaitFigure(run, 100, JobFigures::settled);
        records.awaitCommitted(100);
      }
      assertThat(leftOut(kafka.bootstrapServers()))
          .isEqualTo(ids(i -> !early(i) && !SAMPLING.keeps("e" + i)));
      try (PipelineRun run =
          PipelineRun.start(pipeline(workplace, 1), Checkpoints.newest(pipeline.state()))) {
        for (int i = 50; i < 80; i++) {
          records.label("e" + i, late(i) ? 1 : 0, then);
        }
        records.flush();
        awaitFigure(run, 80, JobFigures::labelsIn);
        awaitFigure(run, 125 - leftOut, JobFigures::trained);
        awaitFigure(run, 100, JobFigures::settled);
        awaitFigure(
            run,
            count(i -> early(i) || late(i) || SAMPLING.keeps("e" + i)),
            JobFigures::replayRows);
        JobFigures f = run.figures();
        assertThat(List.of(f.provisional(), f.revised(), f.expired(), f.leftOut()))
            .containsExactly(50L, 25L, 0L, leftOut);
        records.awaitCommitted(125);
        awaitServed(run);
      }
      assertThat(newestReceipt(pipeline, kafka).negativesKept()).isEqualTo(SHARE);
    }
  }

  /** A server takes no version whose graph says anything else than the learner does. */
  private static void awaitServed(PipelineRun run) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> run.serving().orElseThrow().servingVersions().containsKey("crash"));
  }

  /** Of class 1, and known to be when its event comes. */
  private static boolean early(int event) {
    return event < 50 && event % 2 == 1;
  }

  /** Of class 1, which is said when it has been learned as a negative, or left out as one. */
  private static boolean late(int event) {
    return event >= 50 && event < 75;
  }

  private static long count(IntPredicate which) {
    return IntStream.range(0, 100).filter(which).count();
  }

  private static Set<String> ids(IntPredicate which) {
    Set<String> ids = new HashSet<>();
    IntStream.range(0, 100).filter(which).forEach(i -> ids.add("e" + i));
    return ids;
  }

  private static Set<String> leftOut(String bootstrapServers) throws Exception {
    Set<String> ids = new HashSet<>();
    for (byte[] entry : new Topic(bootstrapServers, Workplace.LEARNED).committed()) {
      LearnedEvent event = LearnedEvent.fromBytes(entry);
      if (event.step() == 0) {
        assertThat(event.label()).isZero();
        assertThat(event.score()).isNaN();
        ids.add(event.id());
      }
    }
    return ids;
  }

  private static Provenance newestReceipt(PipelineConfig pipeline, EmbeddedKafka kafka)
      throws Exception {
    List<ModelAnnouncement> releases = Topic.releases(kafka.bootstrapServers());
    String newest = releases.get(releases.size() - 1).manifestSha256();
    return requireNonNull(
        ArtifactReader.manifest(ModelStores.open(pipeline.release().storeUri()), newest)
            .provenance());
  }

  private static PipelineConfig pipeline(Workplace workplace, int learners) throws Exception {
    Path file = workplace.pipelineFile(learners, "auto");
    return PipelineFile.read(
        Files.writeString(
            file,
            Files.readString(file)
                    .replace(
                        "window: 10s",
                        "window: 1h, provisional-after: 2s, negative-sampling: {keep: "
                            + SHARE
                            + "}")
                + "serving: {port: 0}\n"));
  }
}
